import type { z } from 'zod';
import type { FaultPlan } from '../../domain/plan.ts';
import type { InjectorKind, PlanContext } from '../../ports/injector.ts';
import { defineInjector } from '../define.ts';
import { addressOf, hostsOf, lockOf, ttl } from '../proxy-address.ts';
import type { Action, RuleKeys } from './schema.ts';

interface Definition<Spec extends RuleKeys> {
  readonly type: `http.${string}`;
  readonly about: string;
  readonly schema: z.ZodType<Spec>;
  readonly action: (spec: Spec) => Action;
  /** Both of "… 50 % of the requests through proxy payments", one sentence each. */
  readonly says: (spec: Spec, requests: string) => { readonly does: string; readonly harm: string };
}

/** An injector kind from what only this rule knows. */
export function defineRule<Spec extends RuleKeys>({ type, about, schema, action, says }: Definition<Spec>): InjectorKind<Spec> {
  return defineInjector<Spec>({
    type,
    about,
    schema,
    plan: (spec, context) => plan(spec, says(spec, requestsOf(spec)), context),
    async load(ports) {
      const { ruleInjector } = await import('./act.ts');
      return ruleInjector(ports, action);
    },
  });
}

function plan(spec: RuleKeys, { does, harm }: { does: string; harm: string }, context: PlanContext): FaultPlan {
  const address = addressOf(spec.proxy, context, 'embedded');
  const lock = lockOf(spec.proxy, address.api);
  return {
    summary: does,
    candidates: [`proxy ${spec.proxy} at ${address.api}`],
    locks: [lock],
    group: lock,
    hosts: hostsOf(address),
    share: { traffic: spec.share },
    needs: { env: [], rights: [`to reach ${address.api}`] },
    lease: { kind: 'ttl', ttl },
    effect: 'counted',
    healsByItself: false,
    restores: `Removes its own rule from proxy ${spec.proxy}; others stay.`,
    harm,
  };
}

/** "50 % of the POST requests for /charge/** through proxy payments". */
function requestsOf({ proxy, match, share }: RuleKeys): string {
  const portion = share === 1 ? 'every' : `${Number((share * 100).toPrecision(6))} % of the`;
  const methods = match.method.length === 0 ? '' : ` ${match.method.join(' or ')}`;
  const path = match.path === '/**' ? '' : ` for ${match.path}`;
  const header = Object.keys(match.header).length === 0 ? '' : ` with ${Object.keys(match.header).join(' and ')}`;
  return `${portion}${methods} request${share === 1 ? '' : 's'}${path}${header} through proxy ${proxy}`;
}
