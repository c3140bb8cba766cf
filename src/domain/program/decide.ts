import { instant } from '../instants.ts';
import type { Circumstances } from './circumstances.ts';
import { digestGrace, proceedDigest } from './digest.ts';
import { dueAfter, reach, type Due } from './due.ts';
import { lookBack, usualGrace } from './grace.ts';
import { showLocal } from './local.ts';
import type { Next } from './next.ts';
import { holder, isAsked, isOver, openedIn, type Opened } from './opened.ts';
import { proceed } from './proceed.ts';
import type { Program, Schedule, Timed } from './program.ts';

type Wait = Extract<Next, { kind: 'wait' }>;

/**
 * What this job does next. The same program under the same circumstances always gives the same answer, and nothing is done twice:
 * whoever writes each answer down as a step before acting on it may be killed at any time.
 * The history must reach back `lookBack`, or to the first slot of the schedule.
 */
export function next(program: Program, circumstances: Circumstances): Next {
  return follow(program, circumstances, (slot) => proceed(program, slot, circumstances));
}

/** The same of the digest. */
function nextDigest(digest: Timed, circumstances: Circumstances): Next {
  const patient = { ...circumstances, grace: digestGrace };
  return follow(digest, patient, (slot) => proceedDigest(digest, slot, patient));
}

/** `announce` is absent of what is not told of before. */
type Announced = Timed & Pick<Program, 'announce'>;

function follow(timed: Announced, circumstances: Circumstances, goOn: (slot: Opened) => Next | undefined): Next {
  const ours = openedIn(circumstances.history).filter(({ slot }) => slot.job === timed.job);
  const open = ours.filter((slot) => !isOver(slot));
  const left = open.find((slot) => holder(slot) !== circumstances.by && circumstances.isGone(holder(slot)));
  if (left !== undefined) return interrupted(left);
  const answers = open.filter((slot) => holder(slot) === circumstances.by).flatMap((slot) => goOn(slot) ?? []);
  const act = answers.find(({ kind }) => kind !== 'wait');
  return act ?? soonest([...answers.filter((answer) => answer.kind === 'wait'), calendar(timed, ours, circumstances)]);
}

/** What each job does next, then the digest, and what becomes of the open slots of jobs that the schedule no longer has. */
export function answersOf({ jobs, digest }: Pick<Schedule, 'jobs' | 'digest'>, circumstances: Circumstances): readonly Next[] {
  const { history, by, isGone } = circumstances;
  const digests = digest === undefined ? [] : [digest];
  const left = openedIn(history).filter((opened) => !isOver(opened) && ![...jobs, ...digests].some(({ job }) => job === opened.slot.job));
  const ends = left.flatMap((opened): readonly Next[] => {
    if (holder(opened) !== by) return isGone(holder(opened)) ? [interrupted(opened)] : [];
    const { slot } = opened;
    return opened.steps.at(-1)?.kind === 'started' ? [] : [{ kind: 'finish', slot, how: 'stopped', reason: `the schedule has no job ${slot.job} any more` }];
  });
  return [...ends, ...jobs.map((program) => next(program, circumstances)), ...digests.map((one) => nextDigest(one, circumstances))];
}

/** Whether its run came to an end nobody knows here; its guardian has seen to the target, and it is never run again. */
function interrupted(opened: Opened): Next {
  const step = opened.steps.at(-1)?.kind ?? '';
  return { kind: 'finish', slot: opened.slot, how: 'interrupted', reason: `its scheduler (${holder(opened)}) is gone; its last step was ${step}` };
}

/** What the calendar says of slots that nobody has claimed. */
function calendar(timed: Announced, ours: readonly Opened[], circumstances: Circumstances): Next {
  const { job, timeZone, announce = 0 } = timed;
  const coming = unclaimed(timed, ours, circumstances);
  if (coming === undefined) return { kind: 'stop', why: `${job} is never due again` };
  const at = coming.start - announce;
  if (at <= circumstances.now) return { kind: 'claim', slot: coming.slot };
  return { kind: 'wait', until: at, why: `${job} comes at ${showLocal(coming.start, timeZone)}` };
}

/** The next slot after those that are known; of several that were missed the last, which is worth telling. What was due before anybody was there was not missed. */
function unclaimed(timed: Timed, ours: readonly Opened[], circumstances: Circumstances): Due | undefined {
  const { now, history, by, grace = usualGrace } = circumstances;
  const known = ours.filter(({ slot }) => !isAsked(slot)).map(({ slot }) => instant(slot.slot));
  const here = history.find((step) => step.by === by)?.at ?? Infinity;
  const since = known.length === 0 ? Math.min(now - reach(timed.when, grace), here) : Math.max(now - lookBack, ...known);
  const late = (due: Due): boolean => due.start + grace < now;
  let due = dueAfter(timed, since, circumstances);
  while (due !== undefined && late(due)) {
    const following = dueAfter(timed, due.due, circumstances);
    if (following === undefined || !late(following)) return known.length > 0 || due.due >= here ? due : following;
    due = following;
  }
  return due;
}

/** To act comes before to wait, and a shorter wait before a longer one. */
function soonest(answers: readonly Next[]): Next {
  const act = answers.find(({ kind }) => kind !== 'wait' && kind !== 'stop');
  if (act !== undefined) return act;
  const waits = answers.filter((answer): answer is Wait => answer.kind === 'wait').toSorted((a, b) => a.until - b.until);
  return waits[0] ?? answers[0] ?? { kind: 'stop', why: 'there is no job' };
}
