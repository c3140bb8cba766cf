import { z } from 'zod';
import { injectionMark } from '../../domain/marks.ts';
import { ms } from '../../domain/units.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Applied, Refusal, Restored } from '../../domain/plan.ts';
import type { Injector, InjectorPorts } from '../../ports/injector.ts';
import { endByHand, endMarked, findMarked, injectionName } from '../marked.ts';
import type { ApplicationSpec } from './schema.ts';

/** The mark, the user and the control address alone: arguments and environment may hold a password. */
const undo = z.strictObject({ injection: z.string(), user: z.number(), serves: z.string().nullable().default(null) });
type ApplicationUndo = z.infer<typeof undo>;

/** What a program has to finish what it is doing, between SIGTERM and SIGKILL. */
const grace = ms(5000);

/**
 * Leads the session and keeps the mark: a server that writes its title over its environment (PostgreSQL, Redis, nginx) keeps none,
 * and is known by its session alone. Ends when the program does.
 */
const keeper = '"$@"; exit $?';

export function createApplication(ports: InjectorPorts): Injector<ApplicationSpec> {
  const read = (json: JsonObject): ApplicationUndo => undo.parse(json);
  return {
    preflight: (spec) => preflight(spec, ports),
    prepare: async ({ argv, serves }, id) => {
      const injection = injectionName(id);
      return { targets: argv.slice(0, 1), undo: { injection, user: ports.processes.user, serves }, manual: endByHand(injection) };
    },
    apply: (spec, json, signal) => apply(spec, read(json), ports, signal),
    observe: async (json) => {
      const found = await findMarked(ports.processes, read(json).injection);
      if (found.length > 0) return { presence: 'present', detail: `pid ${found.map(({ pid }) => pid).join(', ')}` };
      return { presence: blind(read(json), ports) ? 'unknown' : 'absent' };
    },
    serves: (json) => read(json).serves ?? undefined,
    restore: (json, signal) => restore(read(json), ports, signal),
  };
}

async function preflight({ argv, cwd }: ApplicationSpec, { processes }: InjectorPorts): Promise<readonly Refusal[]> {
  const { platform } = processes;
  if (platform !== 'linux')
    return [{ why: `starting an application needs Linux, and this is ${platform}`, hint: 'Start it yourself, and leave out application.start.' }];
  const [program = ''] = argv;
  if (await processes.executable(program, cwd)) return [];
  return [{ why: `${program} cannot be run from ${cwd}`, hint: 'Correct application.start, or install the program.' }];
}

async function apply(spec: ApplicationSpec, { injection }: ApplicationUndo, { processes }: InjectorPorts, signal: AbortSignal): Promise<Applied> {
  const { argv, cwd, env, stdout, stderr } = spec;
  const [program = '', ...args] = argv;
  if (!(await processes.executable(program, cwd)))
    throw new Error(`Cannot start ${program}: it cannot be run from ${cwd}. Install it, or correct application.start.`);
  signal.throwIfAborted();
  const output = { ...(stdout === null ? {} : { stdout }), ...(stderr === null ? {} : { stderr }) };
  const kept = ['sh', '-c', keeper, 'firedrill-application', program === 'node' ? processes.node : program, ...args];
  const started = await processes.spawnDetached({ argv: kept, cwd, env: { ...env, [injectionMark]: injection }, ...output });
  return { kind: 'applied', detail: { pid: started.pid } };
}

async function restore(entry: ApplicationUndo, ports: InjectorPorts, signal: AbortSignal): Promise<Restored> {
  const { injection, user } = entry;
  const leave = (why: string): Restored => ({ kind: 'left', left: [{ target: `application ${injection}`, why, command: endByHand(injection) }] });
  if (blind(entry, ports)) return leave(`it runs as user ${user}, whose processes this user cannot see into`);
  const left = await endMarked(ports.processes, ports.clock, injection, grace, signal);
  return left.length === 0 ? { kind: 'restored' } : leave(`pid ${left.map(({ pid }) => pid).join(', ')} is still there after SIGKILL`);
}

function blind({ user }: ApplicationUndo, { processes }: InjectorPorts): boolean {
  return processes.user !== 0 && processes.user !== user;
}
