import { isClusterError, isUnclear } from '../../../domain/kubernetes/cluster-error.ts';
import { isReady, pods } from '../../../domain/kubernetes/pods.ts';
import { reason } from '../../../domain/reason.ts';
import { ms, type Ms } from '../../../domain/units.ts';
import type { ClusterScene } from '../fault.ts';
import type { Margin } from './margin.ts';
import type { Outcome } from './track.ts';
import type { PodKillUndo, Victim } from './undo.ts';

/** What came of one try: an end, or why not now, and when to try again. */
type Try = Outcome | { readonly kind: 'busy'; readonly why: string; readonly wait: Ms };

export interface Killing {
  readonly undo: PodKillUndo;
  readonly scene: ClusterScene;
  readonly margin: Margin;
  /** Aborts when nothing is tried again any more. */
  readonly patience: AbortSignal;
  /** Aborts when all has to stop at once. */
  readonly signal: AbortSignal;
  /** Called before each try: what must not lapse meanwhile is renewed. */
  stay(): Promise<void>;
}

const pause = ms(1000);
const longest = ms(5000);
const moment = ms(200);

/**
 * Kills one pod, and that one alone: a pod of the same name with another UID is let live. Before each try it is made sure that its
 * workload keeps what it must. Tries again where the server is busy or an answer was lost, which the UID makes harmless, and where a
 * kill is refused and the file says wait.
 */
export async function killOne(victim: Victim, killing: Killing): Promise<Outcome> {
  const { undo, scene, patience, signal } = killing;
  let sent = false;
  for (;;) {
    signal.throwIfAborted();
    await killing.stay();
    const tried: Try = (await against(victim, killing, sent)) ?? (await send(victim, killing));
    sent ||= tried.kind === 'unclear';
    const again = tried.kind === 'busy' || tried.kind === 'unclear' || (tried.kind === 'refused' && undo.onRefusal === 'wait');
    if (!again || patience.aborted) return tried.kind === 'busy' ? { kind: 'refused', why: tried.why } : tried;
    await scene.clock.sleep(tried.kind === 'busy' ? tried.wait : pause, patience);
  }
}

const wentByItself: Outcome = { kind: 'lost', why: 'it went by itself between being chosen and being killed' };
const takenOver: Outcome = { kind: 'lost', why: 'another pod has its name by now, and was let live' };

/** What speaks against the kill now; nothing where it may be. */
async function against(victim: Victim, { margin, signal }: Killing, sent: boolean): Promise<Try | undefined> {
  const look = await margin.look(victim, signal).catch(busy);
  if ('kind' in look) return look;
  const { victim: found, replaced, left } = look;
  // What was sent and never answered may have come.
  if (found === undefined || found.metadata.deletionTimestamp !== undefined) {
    if (sent) return { kind: 'killed' };
    return replaced ? takenOver : wentByItself;
  }
  if (!isReady(found)) return { kind: 'refused', why: 'it is not ready any more' };
  const keeps = margin.keeps(victim);
  return left >= keeps ? undefined : { kind: 'refused', why: `it would leave ${left} ready of ${victim.group}, and min-available keeps ${keeps}` };
}

async function send(victim: Victim, { undo: { via, grace }, scene: { cluster, namespace }, margin, signal }: Killing): Promise<Try> {
  const { name, uid } = victim;
  margin.sent(victim);
  const when = { uid, ...(grace === null ? {} : { grace }) };
  try {
    const answer =
      via === 'evict' ? await cluster.evict({ namespace, name }, when, signal) : { kind: await cluster.remove(pods, { namespace, name }, when, signal) };
    switch (answer.kind) {
      case 'accepted':
      case 'evicted':
        return { kind: 'killed' };
      case 'gone':
        return wentByItself;
      case 'another':
        // Or its budget was written to in the same moment: the next look tells.
        return { kind: 'busy', why: 'the API says that it has changed', wait: moment };
      case 'refused':
        return { kind: 'refused', why: `the budget refused: ${reason(answer.why)}` };
    }
  } catch (error) {
    return isUnclear(error) ? { kind: 'unclear', why: reason(error) } : busy(error);
  }
}

/** What passes by itself; anything else is thrown on. */
function busy(error: unknown): Extract<Try, { kind: 'busy' }> {
  if (!isUnclear(error) && !isClusterError(error, 'too many')) throw error;
  const wait = isClusterError(error) && error.retryAfter !== undefined ? ms(Math.min(longest, error.retryAfter * 1000)) : pause;
  return { kind: 'busy', why: reason(error), wait };
}
