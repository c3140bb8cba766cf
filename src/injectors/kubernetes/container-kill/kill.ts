import { isUnclear } from '../../../domain/kubernetes/cluster-error.ts';
import { isReady, pods } from '../../../domain/kubernetes/pods.ts';
import { reason } from '../../../domain/reason.ts';
import { ms } from '../../../domain/units.ts';
import type { ClusterScene } from '../fault.ts';
import { readGroup } from '../pods/standing.ts';
import { saying } from './probe.ts';
import { fateOf } from './survey.ts';
import type { ContainerKillUndo, Target } from './undo.ts';

const poll = ms(200);

/** What came of one container: why it was not killed, or is not known to be. */
export type Outcome = { readonly kind: 'killed' } | { readonly kind: 'spared' | 'unclear'; readonly why: string };

/** Sends TERM to the first process of one container, after making sure that it is the one that was chosen; and waits until it has ended. */
export async function killOne(target: Target, undo: ContainerKillUndo, scene: ClusterScene, signal: AbortSignal): Promise<Outcome> {
  const against = await speaksAgainst(target, undo, scene, signal);
  if (against !== undefined) return { kind: 'spared', why: against };
  const { name, container } = target;
  let unanswered: string | undefined;
  try {
    const sent = await scene.cluster.exec({ namespace: scene.namespace, name }, container, ['kill', '-TERM', '1'], signal);
    // With the container its programs end, the one that sent the signal too, and nobody may be left to say how.
    if (sent.code !== 0 && sent.code !== undefined && sent.code < 128) return { kind: 'spared', why: `kill failed: ${saying(sent)}` };
  } catch (error) {
    if (!isUnclear(error)) throw error;
    unanswered = reason(error);
  }
  switch (await endOf(target, scene, signal)) {
    case 'ended':
      return { kind: 'killed' };
    case 'gone':
      return { kind: 'unclear', why: 'its pod went in the same moment: if another one has its name by now, that may have got the signal' };
    case 'not yet':
      return { kind: 'unclear', why: unanswered ?? `it has not ended within its grace of ${target.grace} s` };
  }
}

/** The API knows no signal to a container of one UID: it is read in the moment before. */
async function speaksAgainst(
  { uid, group: groupName, ...target }: Target,
  undo: ContainerKillUndo,
  scene: ClusterScene,
  signal: AbortSignal,
): Promise<string | undefined> {
  const group = undo.groups.find(({ name }) => name === groupName);
  if (group === undefined) throw new Error(`Cannot kill a container of pod ${target.name}: the record does not say whose it is.`);
  const members = await readGroup(group, undo, scene, signal);
  const found = members.find(({ metadata }) => metadata.uid === uid);
  if (found === undefined || found.metadata.deletionTimestamp !== undefined) return 'its pod went between being chosen and being hit';
  if (fateOf(target, found) !== 'same') return 'it ended by itself between being chosen and being hit';
  if (!isReady(found)) return 'it is not ready any more';
  const left = members.filter(isReady).length - 1;
  return left >= group.keeps ? undefined : `it would leave ${left} ready of ${group.name}, and min-available keeps ${group.keeps}`;
}

/** What becomes of it in time: a process that handles SIGTERM may first finish what it has begun. */
async function endOf({ uid, ...target }: Target, { cluster, namespace, clock }: ClusterScene, signal: AbortSignal): Promise<'ended' | 'gone' | 'not yet'> {
  using deadline = clock.deadline(ms(target.grace * 1000 + 2000), signal);
  for (;;) {
    const pod = await cluster.get(pods, { namespace, name: target.name }, signal).catch((error: unknown) => {
      if (isUnclear(error)) return 'unknown' as const;
      throw error;
    });
    if (pod !== 'unknown') {
      const fate = pod?.metadata.uid === uid ? fateOf(target, pod) : 'gone';
      if (fate !== 'same') return fate === 'gone' ? 'gone' : 'ended';
    }
    if (deadline.signal.aborted) return 'not yet';
    await clock.sleep(poll, deadline.signal);
  }
}
