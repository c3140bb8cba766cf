/** Takes out of a cluster what dead runs have left in it, by the records that stand there; whoever lives is let be. */
import { isClusterError, type ClusterError } from '../domain/kubernetes/cluster-error.ts';
import { reason } from '../domain/reason.ts';
import { ms } from '../domain/units.ts';
import type { UndoEntry } from '../domain/undo.ts';
import { findKept, type Found, type Kept } from '../injectors/kubernetes/keep.ts';
import { entryOf, leftBehind, type Left } from '../injectors/kubernetes/left-behind.ts';
import { sweptAfter, turnName } from '../injectors/kubernetes/names.ts';
import { kubectl } from '../injectors/kubernetes/pods/words.ts';
import { endTurn, findTurns, type Turn } from '../injectors/kubernetes/turn.ts';
import { budgetOf, clusterUndo } from '../injectors/kubernetes/undo.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Restorer, RestoreResult } from '../ports/record.ts';
import { inEach, type ClusterPlaces } from './cluster-places.ts';
import { CommandFailed } from './problem.ts';
import { sortByCluster, type Sorted } from './sweep-here.ts';
import { sweepOrphans, type Orphans } from './sweep-orphans.ts';
import type { Swept, SweptFault } from './swept.ts';

/** For the looks around the restores, each of which has its own budget. */
const looking = ms(10 * 60_000);

export interface SweepPorts {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly restorer: Restorer;
  /** Whether this machine knows that runner and guardian of a run are gone. */
  readonly dead: (run: string) => boolean;
  /** Told before each is restored, and after. */
  readonly began?: (entry: UndoEntry) => void;
  readonly ended?: (result: RestoreResult) => void;
}

/**
 * Restores every fault whose record nobody renews, of one run where it is named. Any number of times; half-way it leaves what is not yet restored
 * with its record. Throws `CommandFailed` (5) where it can look nowhere: what is there is unknown then.
 */
export async function sweepCluster(places: ClusterPlaces, run: string | undefined, ports: SweepPorts): Promise<Swept> {
  const { found, unseen } = await inTime(places, ports, (signal) => records(places, run, ports, signal));
  const dead = found.flatMap(({ standing }) => (standing.kind === 'dead' ? [standing.kept] : []));
  const { here, elsewhere } = await inTime(places, ports, (signal) => sortByCluster(dead, places, ports.cluster, signal));
  const results = await restore(here, ports);
  const left = [...results.flatMap(leftOf), ...elsewhere.map(leftAlone)];
  const kept = [...found.filter(({ standing }) => standing.kind !== 'dead'), ...left];
  // A record that was not seen may need what looks like nobody's.
  const rest = unseen.length > 0 ? nothingFree : await inTime(places, ports, (signal) => unneeded(places, run, kept, ports, signal));
  return {
    restored: results.flatMap(restoredOf),
    left: [...left, ...rest.orphans.left],
    alive: [...found.flatMap((one) => (one.standing.kind === 'alive' ? [{ ...placeOf(one), renewed: one.standing.renewed }] : [])), ...rest.alive],
    unreadable: found.flatMap((one) =>
      one.standing.kind === 'unreadable' ? [{ ...placeOf(one), why: one.standing.why, command: showRecord(one, ports) }] : [],
    ),
    turns: rest.turns,
    orphans: rest.orphans.swept,
    unseen,
  };
}

interface Unneeded {
  readonly turns: Swept['turns'];
  /** Turns of runs that have no record and may be alive. */
  readonly alive: Swept['alive'];
  readonly orphans: Orphans;
}

const nothingFree: Unneeded = { turns: [], alive: [], orphans: { swept: [], left: [] } };

/** What no record needs any more. */
async function unneeded(
  places: ClusterPlaces,
  run: string | undefined,
  kept: readonly Pick<Left, 'run'>[],
  ports: SweepPorts,
  signal: AbortSignal,
): Promise<Unneeded> {
  const { turns, alive } = await freeTurns(places, run, kept, ports, signal);
  return { turns, alive, orphans: await sweepOrphans(places, run, ports, signal) };
}

const placeOf = ({ run, namespace, name }: Pick<Left, 'run' | 'namespace' | 'name'>) => ({ run, namespace, name });

const showRecord = ({ namespace, name }: Left, { cluster }: SweepPorts): string => kubectl({ cluster, namespace }, 'get', 'configmap', name, '-o', 'yaml');

interface Looked {
  readonly found: readonly Left[];
  readonly unseen: Swept['unseen'];
}

/** Goes on past a namespace in which it may not look: what is known of the others comes out. Throws where it may look in none. */
async function records(places: ClusterPlaces, run: string | undefined, { cluster, clock, dead }: SweepPorts, signal: AbortSignal): Promise<Looked> {
  const where = run === undefined ? {} : { run };
  const refused: ClusterError[] = [];
  const unseen: { readonly namespace: string; readonly why: string }[] = [];
  const found: readonly Found[] = await inEach(places, ({ namespace }) =>
    findKept(cluster, { ...where, ...(namespace === undefined ? {} : { namespace }) }, clock.wall(), signal).catch((error: unknown) => {
      if (namespace === undefined || !isClusterError(error)) throw error;
      refused.push(error);
      unseen.push({ namespace, why: reason(error) });
      return [];
    }),
  );
  if (refused[0] !== undefined && refused.length === places.namespaces?.length) throw refused[0];
  return { found: found.map((one) => leftBehind(one, dead)).filter(({ namespace }) => places.within(namespace)), unseen };
}

/** Each run in the time that its own experiment allows. */
async function restore(kept: readonly Kept[], ports: SweepPorts): Promise<readonly RestoreResult[]> {
  const runs = [...Map.groupBy(kept, ({ undo }) => undo.run).values()];
  return (await Promise.all(runs.map((own) => restoreRun(own, ports)))).flat();
}

async function restoreRun(kept: readonly Kept[], { restorer, began, ended }: SweepPorts): Promise<readonly RestoreResult[]> {
  return restorer.restore(kept.map(entryOf), {
    by: 'restore',
    budget: ms(Math.max(...kept.map(({ undo }) => budgetOf(undo)))),
    // Its record in the cluster is crossed out by removing it.
    mark: async () => undefined,
    programs: [],
    ...(began === undefined ? {} : { began }),
    ...(ended === undefined ? {} : { ended }),
  });
}

/** Turns of runs that have no record any more, or never came to write one. A fault on nodes holds those of several namespaces, and has its record in one. */
async function freeTurns(
  places: ClusterPlaces,
  run: string | undefined,
  kept: readonly Pick<Left, 'run'>[],
  ports: SweepPorts,
  signal: AbortSignal,
): Promise<Pick<Unneeded, 'turns' | 'alive'>> {
  const { cluster, clock, dead } = ports;
  const found: readonly Turn[] = await inEach(places, (namespace) => findTurns(cluster, namespace, clock.wall(), signal));
  const bare = found.filter((turn) => places.within(turn.namespace) && (run === undefined || turn.run === run) && !kept.some((one) => one.run === turn.run));
  const [free, living] = [bare.filter((turn) => isOver(turn, dead)), bare.filter((turn) => !isOver(turn, dead))];
  const ended = await Promise.all(free.map(async (turn) => ((await endTurn(cluster, turn, signal)) ? [{ run: turn.run, namespace: turn.namespace }] : [])));
  const alive = living.map(({ run: holder, namespace, age }) => ({ run: holder, namespace, name: `Lease ${turnName}`, renewed: ms(Math.max(0, age)) }));
  return { turns: ended.flat(), alive };
}

const isOver = ({ run, age }: Turn, dead: SweepPorts['dead']): boolean => age > sweptAfter || dead(run);

function faultOf({ type, undo }: Pick<Kept, 'type'> & Pick<UndoEntry, 'undo'>): SweptFault {
  const { run, namespace, injection, targets } = clusterUndo.parse(undo);
  return { run, namespace, name: injection, type, targets };
}

function leftAlone({ kept, why }: Sorted['elsewhere'][number]): Swept['left'][number] {
  return { ...faultOf(kept), why, command: kept.undo.manual };
}

function restoredOf({ entry, result }: RestoreResult): readonly SweptFault[] {
  if (result.kind === 'left') return [];
  return [{ ...faultOf(entry), ...(result.note === undefined ? {} : { note: result.note }) }];
}

function leftOf({ entry, result }: RestoreResult): Swept['left'] {
  return result.kind === 'left' ? result.left.map(({ target, why, command }) => ({ ...faultOf(entry), targets: [target], why, command })) : [];
}

/** Unknown is not restored. A look of its own, whose time does not run while something is being restored. */
async function inTime<T>({ address: { context } }: ClusterPlaces, { clock }: SweepPorts, look: (signal: AbortSignal) => Promise<T>): Promise<T> {
  using deadline = clock.deadline(looking);
  try {
    return await look(deadline.signal);
  } catch (error) {
    if (!isClusterError(error)) throw error;
    const hint =
      error.code === 'denied' ? 'Name the namespaces that this user may see with --namespace.' : 'What is left there is unknown until it answers: try again.';
    throw new CommandFailed(`Cannot look for what runs have left in ${context}: ${reason(error)}.`, hint, error.code === 'not ours' ? 2 : 5);
  }
}
