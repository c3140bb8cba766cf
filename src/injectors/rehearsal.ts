import type { Injector } from '../ports/injector.ts';

/** The same injector with its hands tied: it looks and prepares for real, and changes nothing. For `run --dry-run`. */
export function rehearse(injector: Injector): Injector {
  return {
    preflight: (spec, signal) => injector.preflight(spec, signal),
    prepare: (spec, id, signal) => injector.prepare(spec, id, signal),
    apply: async () => ({ kind: 'applied' }),
    observe: async () => ({ presence: 'present', detail: 'a rehearsal: nothing was injected' }),
    restore: async () => ({ kind: 'restored', note: 'a rehearsal: nothing was injected' }),
  };
}
