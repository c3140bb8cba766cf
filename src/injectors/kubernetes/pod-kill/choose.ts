import type { Refusal } from '../../../domain/plan.ts';
import { ms } from '../../../domain/units.ts';
import type { ClusterActs, ClusterScene } from '../fault.ts';
import { draw, leastOf, type Choice } from '../pods/draw.ts';
import { look } from '../pods/look.ts';
import { judge } from '../pods/refuse.ts';
import { groupOf, groupsOf, ownerless, type Found, type Sight } from '../pods/sight.ts';
import { kubectl, lookByHand } from '../pods/words.ts';
import type { PodKillSpec } from './schema.ts';
import { servicesOver } from './survey.ts';
import type { KillGroup, PodKillUndo } from './undo.ts';

/** How long a refused kill is tried again where the file does not say how long the fault stays. */
const patience = ms(60_000);

export const isChoice = (judged: Choice | readonly Refusal[]): judged is Choice => 'eligible' in judged;

/** Looks, and says what there is to choose from; `budgets`: whether one without headroom speaks against it. */
export async function choose(
  spec: PodKillSpec,
  scene: ClusterScene,
  signal: AbortSignal,
  budgets: boolean,
): Promise<readonly [Sight, Choice | readonly Refusal[]]> {
  const { selection, amount, floor } = spec;
  const sight = await look(selection, amount, scene, signal);
  const circumstances = {
    type: 'kubernetes.pod-kill',
    production: scene.production,
    ownerless: selection.ownerless,
    minAge: selection.minAge,
    now: scene.clock.wall(),
    self: scene.env('HOSTNAME'),
  };
  return [sight, judge(sight, { amount, floor, budgets }, circumstances, scene)];
}

export const prepare: ClusterActs<PodKillSpec, PodKillUndo>['prepare'] = async (spec, scene, signal) => {
  // What the budgets say counts at the kill: the API answers for it there.
  const [{ selection }, choice] = await choose(spec, scene, signal, false);
  if (!isChoice(choice)) throw new Error(`Cannot choose pods: ${choice.map(({ why, hint }) => `${why}. ${hint}`).join(' ')}`);
  const victims = draw(scene.random, choice);
  const undo: PodKillUndo = {
    victims: victims.map((found) => ({ name: found.pod.metadata.name, uid: found.pod.metadata.uid, group: groupOf(found) })),
    groups: groupsToWatch(victims, choice),
    selection: { labels: selection.labels, fields: selection.fields },
    services: await servicesOver(victims.map(({ pod }) => pod), scene, signal), // prettier-ignore
    via: spec.via,
    onRefusal: spec.onRefusal,
    patience: scene.for ?? patience,
    grace: spec.grace,
    seed: scene.random.seed,
  };
  const commands = undo.groups.map(({ name }) => (name === ownerless ? lookByHand(selection, scene) : kubectl(scene, 'describe', name)));
  return { targets: victims.map(({ pod }) => `pod/${pod.metadata.name}`), undo, manual: commands.join(' && ') };
};

/** The workloads that lose pods, as they stand. */
function groupsToWatch(victims: readonly Found[], { eligible, floor }: Choice): KillGroup[] {
  const hit = new Set(victims.map(groupOf));
  const keepers = new Map(victims.map((found) => [groupOf(found), found.keeper]));
  return groupsOf(eligible.filter((found) => hit.has(groupOf(found)))).map(({ name, desired, ready }) => {
    const keeper = keepers.get(name);
    const workload = keeper?.kind === 'workload' ? { kind: keeper.workload.kind, name: keeper.workload.meta.name, selector: keeper.workload.selector } : null;
    return { name, workload, desired, ready, keeps: leastOf(floor, desired) };
  });
}
