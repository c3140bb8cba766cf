/** `restore --cluster` and `sweep`: what both do with a cluster, and what they say of it. */
import { showMs } from '../domain/units.ts';
import { reason } from '../domain/reason.ts';
import type { UndoEntry } from '../domain/undo.ts';
import { systemClock } from '../platform/clock.ts';
import { program } from '../platform/program.ts';
import type { Operator } from '../platform/signals.ts';
import type { RestoreResult } from '../ports/record.ts';
import { createToolbox, type Toolbox } from '../toolbox.ts';
import type { PlaceOptions } from './cluster-options.ts';
import { placesFor, type ClusterPlaces } from './cluster-places.ts';
import { deadRuns, isAlive } from './dead-runs.ts';
import { InPlace } from './in-place.ts';
import { CommandFailed } from './problem.ts';
import { restoreOne, tell, type Say } from './restore-one.ts';
import { answer } from './restore-run.ts';
import { sweepCluster } from './sweep-cluster.ts';
import { showSwept, sweptCode, type Swept } from './swept.ts';

interface Work {
  readonly places: ClusterPlaces;
  readonly run: string | undefined;
  readonly say: Say;
  readonly toolbox: Toolbox;
  readonly inPlace: InPlace;
}

/** Takes out what dead runs have left in a cluster; resolves with 0, or 5 where something is still left. */
export async function sweep(options: PlaceOptions & { readonly run?: string; readonly json?: true }, operator: Operator): Promise<number> {
  const places = await placesFor(options, 'sweep');
  const json = options.json === true;
  const work = { places, run: options.run, say: json ? () => undefined : program.print };
  return during(work, operator, async (working) => {
    const swept = await look(working);
    if (json) program.print(JSON.stringify({ context: places.address.context, server: places.address.server, ...swept }, null, 2));
    return sweptCode(swept);
  });
}

/**
 * The same for a person who knows the run, or wants all that are dead: what this machine still holds for them is restored and given back as well.
 * Throws `CommandFailed` (4) where the run may be alive.
 */
export async function restoreInCluster(run: string | undefined, options: PlaceOptions, operator: Operator): Promise<number> {
  const places = await placesFor(options, run === undefined ? 'restore' : `restore ${run}`);
  return during({ places, run, say: program.print }, operator, async (working) => {
    if (run !== undefined && (await isAlive(run, working.toolbox))) throw alive(run, 'it is alive on this machine');
    const swept = await look(working);
    const [living] = swept.alive;
    if (run !== undefined && living !== undefined)
      throw alive(run, `it may be alive: its record in the cluster was renewed ${showMs(living.renewed)} ago, and counts as left behind after 60 s`);
    return Math.max(sweptCode(swept), await giveBack(swept, working));
  });
}

function alive(run: string, why: string): CommandFailed {
  return new CommandFailed(`Cannot restore ${run}: ${why}.`, `Halt it where it runs: firedrill abort ${run}; if that machine is gone, wait and try again.`, 4);
}

async function during(work: Omit<Work, 'toolbox' | 'inPlace'>, operator: Operator, act: (work: Work) => Promise<number>): Promise<number> {
  await using toolbox = createToolbox();
  const inPlace = new InPlace();
  using answering = answer(operator, inPlace);
  void answering;
  return await act({ ...work, toolbox, inPlace });
}

/** Whoever asks for the end gets none half-way: every restore has a time of its own, and there are but a few. */
async function look({ places, run, say, toolbox, inPlace }: Work): Promise<Swept> {
  const cluster = await toolbox.kubernetes.connect(places.address).catch((error: unknown) => {
    throw new CommandFailed(`Cannot reach the cluster: ${reason(error)}`, 'Name another context, or another environment of firedrill.config.yaml.', 2);
  });
  const dead = new Set(await deadRuns(toolbox));
  const ports = {
    cluster,
    clock: systemClock,
    restorer: toolbox.restorerIn(cluster),
    dead: (one: string) => dead.has(one),
    began: (entry: UndoEntry) => inPlace.holds(entry),
    ended: (result: RestoreResult) => ended(result, inPlace, say),
  };
  const swept = await sweepCluster(places, run, ports);
  for (const line of showSwept(swept, places)) say(line);
  return swept;
}

/** What is left is said at the end, with all the rest that is. */
function ended(outcome: RestoreResult, inPlace: InPlace, say: Say): void {
  if (outcome.result.kind === 'left') return;
  inPlace.isOut(outcome.entry);
  tell(outcome, say);
}

/** What a dead run of this machine has left elsewhere, and its locks. */
async function giveBack({ restored, left }: Swept, { say, toolbox, inPlace }: Work): Promise<number> {
  const runs = new Set(restored.map(({ run }) => run));
  const here = [...runs].filter((run) => toolbox.state.find(run) !== undefined && !left.some((one) => one.run === run));
  const codes: number[] = [];
  for (const run of here)
    codes.push(
      await restoreOne(run, { options: {}, say, toolbox, inPlace }).catch((error: unknown) => {
        say(`Run ${run}: this machine still holds it: ${reason(error)}\n  firedrill restore ${run}`);
        return 5;
      }),
    );
  return Math.max(0, ...codes);
}
