import { defineInjector } from '../../define.ts';
import { callsOf, schema, showCall, variablesOf, type RequestSpec } from './schema.ts';

/**
 * A fault that no injector knows yet, by three HTTP requests: inject, restore and, to prove it, observe. For a feature flag, an admin endpoint.
 * Left when it stops half-way: whatever inject had done; restore is sent whether or not inject was answered.
 */
export const request = defineInjector<RequestSpec>({
  type: 'request',
  about: 'Sends an HTTP request that injects, one that restores, and one whose answer shows whether the fault is there; each with a timeout.',
  schema,
  plan: (spec) => {
    const { inject, restore, observe } = spec;
    const key = `request:${showCall(inject)}`;
    return {
      summary: `sends ${showCall(inject)}`,
      candidates: [inject.url],
      locks: [key],
      group: key,
      hosts: [...new Set(callsOf(spec).map(({ url }) => new URL(url).hostname))],
      share: {},
      needs: { env: variablesOf([restore, ...(observe === null ? [] : [observe])]), rights: [`to send ${showCall(restore)}`] },
      lease: { kind: 'none', why: 'what a request does has no expiry that firedrill could set' },
      effect: observe === null ? 'unprovable' : 'observed',
      healsByItself: false,
      restores: `sends ${showCall(restore)}${observe === null ? ', and takes it at its word' : ', and observes that the fault is gone'}`,
      harm: 'whatever the request does',
    };
  },
  load: async (ports) => (await import('./act.ts')).createRequest(ports),
});
