import { defineInjector } from '../define.ts';
import { schema, type ApplicationSpec } from './schema.ts';

/**
 * What a run starts for itself, its application or its proxy, taken back by the same record as any fault. Not offered in files.
 * Left when it stops half-way: the program runs on until restore ends it and all it started.
 */
export const application = defineInjector<ApplicationSpec>({
  type: 'application',
  about: 'Starts a program for the run, in a session of its own; restore ends it with all its children.',
  schema,
  plan: ({ argv, cwd }) => {
    const key = `application:${cwd}:${JSON.stringify(argv)}`;
    return {
      summary: `starts ${argv.join(' ')}`,
      candidates: [argv.join(' ')],
      locks: [key],
      group: key,
      hosts: ['localhost'],
      share: {},
      needs: { env: [], rights: ['to signal what it starts: the same user, or root'] },
      lease: { kind: 'none', why: 'a program of somebody else knows of no lease' },
      effect: 'observed',
      healsByItself: false,
      restores: 'ends it and all its children: SIGTERM, then SIGKILL',
      harm: 'the program runs on, and holds its ports',
    };
  },
  load: async (ports) => (await import('./act.ts')).createApplication(ports),
});
