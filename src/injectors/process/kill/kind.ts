import { defineInjector } from '../../define.ts';
import { plannedShare, resolveSelector, selectorKey, showSelector } from '../victims/selector.ts';
import { schema, type KillSpec } from './schema.ts';

/**
 * Ends a process with a signal. Source: signal(7), proc(5).
 * Left when it stops half-way: the process is gone until its supervisor, or restore, brings it back.
 */
export const kill = defineInjector<KillSpec>({
  type: 'process.kill',
  about: 'Kills the process of a pid file, a listening port or a command line; a supervisor (recovers) or restore (restart) brings it back.',
  schema,
  needsFor: ({ back }) => back.by === 'restart',
  plan: ({ signal, selector, pick, back }, { folder }) => {
    const target = resolveSelector(selector, folder);
    const key = selectorKey(target);
    return {
      summary: `kills ${{ only: 'the process', one: 'one process', all: 'every process' }[pick]} ${showSelector(target)} with SIG${signal}`,
      candidates: [showSelector(target)],
      locks: [key],
      group: key,
      hosts: ['localhost'],
      share: plannedShare(pick),
      needs: { env: [], rights: [back.by === 'restart' ? `to start ${back.argv[0] ?? ''} in ${folder}` : 'to see the processes of this machine'] },
      lease: { kind: 'none', why: 'a process that is gone cannot hold an expiry' },
      effect: 'observed',
      healsByItself: back.by === 'supervisor',
      restores: back.by === 'restart' ? 'starts it again and waits until it matches' : 'waits until a supervisor has brought it back',
      harm: 'what the process held in memory and had under way is lost, and it is away until it is back',
    };
  },
  load: async (ports) => (await import('./act.ts')).createKill(ports),
});
