import { defineInjector } from '../../define.ts';
import { plannedShare, resolveSelector, selectorKey, showSelector } from '../victims/selector.ts';
import { schema, type PauseSpec } from './schema.ts';

/**
 * Stops a process with SIGSTOP and continues it with SIGCONT; its connections stay open and nobody answers on them. Its children run on.
 * Source: signal(7), proc(5). Left when it stops half-way: the process stands still until restore.
 */
export const pause = defineInjector<PauseSpec>({
  type: 'process.pause',
  about: 'Freezes the process of a pid file, a listening port or a command line (SIGSTOP), and it alone; restore continues it (SIGCONT).',
  schema,
  plan: ({ selector, pick }, { folder }) => {
    const target = resolveSelector(selector, folder);
    const key = selectorKey(target);
    return {
      summary: `freezes ${{ only: 'the process', one: 'one process', all: 'every process' }[pick]} ${showSelector(target)}, without its children`,
      candidates: [showSelector(target)],
      locks: [key],
      group: key,
      hosts: ['localhost'],
      share: plannedShare(pick),
      needs: { env: [], rights: ['to signal the process'] },
      lease: { kind: 'none', why: 'the kernel continues no process by itself' },
      effect: 'observed',
      healsByItself: false,
      restores: 'continues it and sees it run',
      harm: 'it answers nothing while it stands still, and what waits for it times out',
    };
  },
  load: async (ports) => (await import('./act.ts')).createPause(ports),
});
