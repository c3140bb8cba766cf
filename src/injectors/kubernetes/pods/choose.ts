import { namespaces } from '../../../domain/kubernetes/surroundings.ts';
import type { Refusal, TargetShare } from '../../../domain/plan.ts';
import { Refused } from '../../../domain/refused.ts';
import type { ClusterScene } from '../fault.ts';
import { hasWord } from '../opted.ts';
import { draw, hitCount, leastOf, type Choice } from './draw.ts';
import { servicesOver } from './endpoints.ts';
import { look } from './look.ts';
import type { GroupRecord, StandingRecord } from './record.ts';
import { judge, type Budgets } from './refuse.ts';
import type { Amount, Floor, Selection } from './schema.ts';
import { groupOf, groupsOf, ownerless, type Found, type Sight } from './sight.ts';
import { kubectl, lookByHand } from './words.ts';

/** What a file says of pods. */
export interface Wanted {
  readonly selection: Selection;
  readonly amount: Amount;
  readonly floor: Floor;
}

export interface Chosen extends Wanted {
  readonly sight: Sight;
  readonly choice: Choice | readonly Refusal[];
}

export const isChoice = (judged: Choice | readonly Refusal[]): judged is Choice => 'eligible' in judged;

/** Looks, and says what a fault of this type may choose from; `budgets`: whether they speak against it. */
export async function choose(type: string, { selection, amount, floor }: Wanted, budgets: Budgets, scene: ClusterScene, signal: AbortSignal): Promise<Chosen> {
  const sight = await look(selection, amount, scene, signal);
  const { production, clock } = scene;
  const { ownerless: bare, minAge } = selection;
  const silent = await isSilent(scene, signal);
  const circumstances = { type, production, silent, ownerless: bare, minAge, now: clock.wall(), self: scene.env('HOSTNAME') };
  return { selection, amount, floor, sight, choice: judge(sight, { amount, floor, budgets }, circumstances, scene) };
}

/** Whether its namespace says nothing where the environment asks for consent. */
async function isSilent({ cluster, namespace, optIn }: ClusterScene, signal: AbortSignal): Promise<boolean> {
  if (!optIn) return false;
  const found = await cluster.get(namespaces, { name: namespace }, signal);
  return found === undefined || !hasWord(found.metadata);
}

/** How many pods it would hit of how many that match; undefined where nobody can say. */
export async function shareOf(type: string, wanted: Wanted, scene: ClusterScene, signal: AbortSignal): Promise<TargetShare | undefined> {
  const { choice, sight } = await choose(type, wanted, 'ignored', scene, signal);
  const hit = isChoice(choice) ? hitCount(choice) : undefined;
  return typeof hit === 'number' ? { hit, of: sight.matched.length } : undefined;
}

export interface Drawn {
  readonly victims: readonly Found[];
  readonly record: StandingRecord;
  /** The commands that show how their workloads stand. */
  readonly manual: string;
}

/** Draws the victims, and writes down how their workloads and Services stand. Throws `Refused` where nobody may be chosen. */
export async function drawFrom({ selection, choice }: Chosen, scene: ClusterScene, signal: AbortSignal): Promise<Drawn> {
  if (!isChoice(choice)) throw new Refused(choice);
  const victims = draw(scene.random, choice);
  const groups = groupsToWatch(victims, choice);
  const hit = victims.map(({ pod }) => pod);
  const services = await servicesOver(hit, scene, signal);
  const commands = groups.map(({ name }) => (name === ownerless ? lookByHand(selection, scene) : kubectl(scene, 'describe', name)));
  const { labels, fields } = selection;
  return { victims, record: { groups, selection: { labels, fields }, services, seed: scene.random.seed }, manual: commands.join(' && ') };
}

/** The workloads that lose pods, as they stand. */
function groupsToWatch(victims: readonly Found[], { eligible, floor }: Choice): GroupRecord[] {
  const keepers = new Map(victims.map((found) => [groupOf(found), found.keeper]));
  return groupsOf(eligible.filter((found) => keepers.has(groupOf(found)))).map(({ name, desired, ready }) => {
    const keeper = keepers.get(name);
    const workload = keeper?.kind === 'workload' ? { kind: keeper.workload.kind, name: keeper.workload.meta.name, selector: keeper.workload.selector } : null;
    return { name, workload, desired, ready, keeps: leastOf(floor, desired) };
  });
}
