import { z } from 'zod';
import type { Restored } from '../domain/plan.ts';
import type { Injector } from '../ports/injector.ts';
import { defineInjector } from './define.ts';

const nothing = 'a rehearsal: nothing was injected';
const restored: Restored = { kind: 'restored', note: nothing };

/**
 * What a rehearsal leaves in its record: whoever restores it, the guardian of a killed one too, changes nothing either. Not offered in files.
 */
export const rehearsalKind = defineInjector<Record<string, never>>({
  type: 'rehearsal',
  about: 'Stands for a fault that was never injected; restore does nothing.',
  schema: z.strictObject({}),
  plan: () => ({
    summary: 'injects nothing',
    candidates: [],
    locks: [],
    group: 'rehearsal',
    hosts: [],
    share: {},
    needs: { env: [], rights: [] },
    lease: { kind: 'none', why: 'nothing is there to end' },
    effect: 'unprovable',
    healsByItself: false,
    restores: 'does nothing',
    harm: 'none',
  }),
  load: async () => ({
    preflight: async () => [],
    prepare: async () => ({ targets: [], undo: {}, manual: 'true' }),
    ...idle,
  }),
});

const idle: Pick<Injector, 'apply' | 'observe' | 'restore'> = {
  apply: async () => ({ kind: 'applied' }),
  observe: async () => ({ presence: 'present', detail: nothing }),
  restore: async () => restored,
};

/** The same injector with its hands tied: it looks and prepares for real, and changes nothing. For `run --dry-run`. */
export function rehearse(injector: Injector): Injector {
  return {
    preflight: (spec, signal) => injector.preflight(spec, signal),
    share: async (spec, signal) => injector.share?.(spec, signal),
    // Its undo would be the real one, by which a guardian would act on the target.
    prepare: async (spec, id, signal) => {
      const { targets } = await injector.prepare(spec, id, signal);
      return { targets, undo: {}, manual: 'true', restoredAs: rehearsalKind.type };
    },
    ...idle,
  };
}
