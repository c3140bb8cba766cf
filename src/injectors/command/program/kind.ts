import { defineInjector } from '../../define.ts';
import { shellLine } from '../../shell.ts';
import { schema, type CommandSpec } from './schema.ts';

/**
 * A fault that no injector knows yet, by three programs run without a shell: inject, restore and, to prove it, observe.
 * Left when it stops half-way: whatever inject had done; restore is run whether or not inject was seen to end.
 */
export const command = defineInjector<CommandSpec>({
  type: 'command',
  about: 'Runs a program that injects, one that restores, and one that observes (exit 0: there, 1: not there); no shell, each with a timeout.',
  schema,
  plan: ({ inject, restore, observe, needsEnv, hosts }, { folder }) => {
    const key = `command:${folder}:${JSON.stringify(inject.run)}`;
    return {
      summary: `runs ${shellLine(inject.run)}`,
      candidates: [shellLine(inject.run)],
      locks: [key],
      group: key,
      hosts,
      share: {},
      needs: { env: needsEnv, rights: [`to run ${restore.run[0] ?? ''}`] },
      lease: { kind: 'none', why: 'what a program does has no expiry that firedrill could set' },
      effect: observe === null ? 'unprovable' : 'observed',
      healsByItself: false,
      restores: `runs ${shellLine(restore.run)}${observe === null ? ', and takes it at its word' : ', and observes that the fault is gone'}`,
      harm: 'whatever the program does',
    };
  },
  load: async (ports) => (await import('./act.ts')).createCommand(ports),
});
