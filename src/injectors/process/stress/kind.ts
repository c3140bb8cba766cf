import { defineInjector } from '../../define.ts';
import { resolveSelector, selectorKey, showSelector } from '../victims/selector.ts';
import { schema, showBurners, ttl, type StressSpec } from './schema.ts';

/**
 * Burns CPU and holds memory in programs of ours beside a process, in its cgroup where that can be written. Source: cgroups(7).
 * Left when it stops half-way: burners, which end when their lease does.
 */
export const stress = defineInjector<StressSpec>({
  type: 'process.stress',
  about: 'Takes CPU (workers) and memory away from a process: burners in its cgroup where that can be written, else beside it on the machine.',
  schema,
  plan: ({ selector, cpu, memory }, { folder }) => {
    const target = resolveSelector(selector, folder);
    const key = selectorKey(target);
    return {
      summary: `${showBurners(cpu, memory)} beside the process ${showSelector(target)}, in its cgroup where that can be written, else on the whole machine`,
      candidates: [showSelector(target)],
      locks: [key],
      group: key,
      hosts: ['localhost'],
      // A cgroup may hold more than this process, and without one the whole machine feels it.
      share: {},
      needs: { env: [], rights: ['to signal the burners: the same user, or root'] },
      lease: { kind: 'ttl', ttl },
      effect: 'observed',
      healsByItself: false,
      restores: 'ends the burners and sees that none is left',
      harm: 'whatever shares the cgroup, or outside one the machine, runs slower; short of memory, the kernel ends a burner first',
    };
  },
  load: async (ports) => (await import('./act.ts')).createStress(ports),
});
