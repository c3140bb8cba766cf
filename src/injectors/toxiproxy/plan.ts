import type { FaultPlan } from '../../domain/plan.ts';
import type { PlanContext } from '../../ports/injector.ts';
import { addressOf, hostsOf, lockOf } from '../proxy-address.ts';

interface Says extends Pick<FaultPlan, 'summary' | 'restores' | 'harm' | 'lease'> {
  readonly traffic: number;
}

/** What any fault on a proxy has in common; it is `observed`, because Toxiproxy counts hits only behind flags of its server. */
export function planFault(proxy: string, context: PlanContext, { traffic, ...says }: Says): FaultPlan {
  const address = addressOf(proxy, context, 'toxiproxy');
  const lock = lockOf(proxy, address.api);
  return {
    ...says,
    candidates: [`proxy ${proxy} at ${address.api}`],
    locks: [lock],
    group: lock,
    hosts: hostsOf(address),
    share: { traffic },
    needs: { env: [], rights: [`to reach ${address.api}`] },
    effect: 'observed',
    healsByItself: false,
  };
}
