/** Halting from Slack in words: the button, who may press it, and what came of it. */
import { seenGone } from '../../domain/at-its-word.ts';
import type { HaltReason } from '../../domain/events.ts';
import { showMs } from '../../domain/units.ts';
import type { FaultResult } from '../../domain/verdict.ts';
import { outcomeTitle } from '../outcome.ts';
import type { RunView } from '../view.ts';
import { fit, paragraphs, redButton, type Block, type Message } from './blocks.ts';
import { leftLines } from './parts.ts';
import { bare, command, mention, said } from './text.ts';

/** By which a press is known to be of this button. */
export const haltAction = 'firedrill.halt';

export const haltButton = (run: string, experiment: string): Block =>
  redButton(
    'Halt',
    { id: haltAction, value: run },
    { title: 'Halt this run?', text: `Everything that ${bare(experiment, 100)} has put in is taken out at once. The run ends as aborted.` },
  );

const line = (...lines: readonly string[]): Message => ({ text: lines[0] ?? '', blocks: fit(paragraphs(lines)) });

/** For the one who pressed it. */
export const mayNotMessage = (run: string, users: readonly string[]): Message =>
  line(
    `Only ${users.slice(0, 20).map(mention).join(', ')} may halt a run from here: nothing was done. On the machine of its schedule:`,
    command(`firedrill abort ${run}`),
  );

export const askedAlready = (run: string, by: string): Message =>
  line(`${mention(by)} has asked run ${said(run, 60)} to halt already: how it ends is said in the thread.`);

/** Until it is known how it went. */
export const haltingMessage = (user: string): Message => line(`■ ${mention(user)} halts the run: what is in place is being taken out.`);

/** @param by what the run was told of who asked, to know this halt from another. */
export function haltedMessage(user: string, by: string, view: RunView): Message {
  const { halt, faults } = view.verdict;
  const left = faults.flatMap(leftLines).slice(0, 16);
  if (halt === undefined) return line(`${mention(user)} asked the run to halt, and it had come to its end before: ${said(outcomeTitle(view))}.`, ...left);
  const decided = `decided in ${showMs(halt.decidedAt - halt.breachedAt)}`;
  const head = isBy(halt.reason, by)
    ? `■ Halted by ${mention(user)}: ${decided}`
    : `■ ${mention(user)} asked the run to halt, and it was being halted already: ${decided}`;
  return line(`${head}, ${restored(view, faults)}.`, ...left);
}

const isBy = (reason: HaltReason, by: string): boolean => reason.kind === 'operator' && reason.by === by;

function restored({ verdict: { halt, outcome }, started: { rehearsal } }: RunView, faults: readonly FaultResult[]): string {
  if (outcome === 'not restored' || faults.some(({ left }) => left.length > 0))
    return '*and not everything could be restored*: until somebody takes it out, it hurts';
  if (rehearsal) return 'and a rehearsal has put nothing in';
  if (halt?.restoredAt === undefined) return 'and when everything was out again is not known: the report says what is';
  return halt.restoredAt < halt.decidedAt
    ? 'and everything was out before'
    : `everything restored ${showMs(halt.restoredAt - halt.decidedAt)} later${faults.every(({ note }) => seenGone(note)) ? ', and seen to be gone' : ''}`;
}

/** A button that outlived its run. */
export const overMessage = (run: string, view: RunView | undefined): Message =>
  line(
    view === undefined
      ? `Run ${said(run, 60)} is not alive on the machine that answers here: nothing was halted. If it should be, ask on the machine that runs it:`
      : `Run ${said(run, 60)} has ended before: ${said(outcomeTitle(view))}. Nothing was halted.`,
    ...(view === undefined ? [command(`firedrill abort ${run}`)] : []),
  );

/** Neither the run nor its guardian answers, and nothing says that it has ended. */
export const deafMessage = (user: string, run: string): Message =>
  line(
    `‼ ${mention(user)} asked run ${said(run, 60)} to halt: *neither it nor its guardian answers*, and what it put in may still be there. On its machine:`,
    command(`firedrill restore ${run}`),
  );
