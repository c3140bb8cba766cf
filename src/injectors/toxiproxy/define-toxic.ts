import type { FaultPlan } from '../../domain/plan.ts';
import type { InjectorKind, PlanContext, ProxyAddress } from '../../ports/injector.ts';
import { defineInjector } from '../define.ts';
import type { Toxic, ToxicKeys } from './fault.ts';
import { addressOf, ttl } from '../proxy-address.ts';
import { planFault } from './plan.ts';

/** An injector kind from what only this toxic knows; the rest is the same for all, and stands here once. */
export function defineToxic<Spec extends ToxicKeys>(toxic: Toxic<Spec>): InjectorKind<Spec> {
  return defineInjector<Spec>({
    type: toxic.type,
    about: toxic.about,
    schema: toxic.schema,
    plan: (spec, context) => planToxic(toxic, spec, context),
    async load(ports) {
      const { proxyFaultInjector } = await import('./acting.ts');
      // The API spells its types with underscores, our files with hyphens.
      const type = toxic.type.replace('toxiproxy.', '').replaceAll('-', '_');
      return proxyFaultInjector(ports, (spec: Spec) => ({
        kind: 'toxic',
        type,
        stream: spec.stream,
        toxicity: spec.toxicity,
        attributes: toxic.attributes(spec),
      }));
    },
  });
}

function planToxic<Spec extends ToxicKeys>(toxic: Toxic<Spec>, spec: Spec, context: PlanContext): FaultPlan {
  const connections = spec.toxicity === 1 ? 'every connection' : `${Number((spec.toxicity * 100).toPrecision(6))} % of the connections`;
  return planFault(spec.proxy, context, {
    summary: `${toxic.does(spec)} on ${connections} through proxy ${spec.proxy}, ${spec.stream}`,
    traffic: spec.toxicity,
    lease: leaseOf(addressOf(spec.proxy, context, 'toxiproxy').kind),
    restores: `Removes its own toxic from proxy ${spec.proxy}; others stay.`,
    harm: toxic.harm(spec),
  });
}

function leaseOf(kind: ProxyAddress['kind']): FaultPlan['lease'] {
  return kind === 'embedded' ? { kind: 'ttl', ttl } : { kind: 'none', why: 'Toxiproxy keeps a toxic until someone removes it' };
}
