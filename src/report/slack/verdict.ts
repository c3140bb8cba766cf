/** The message of an ended run: the verdict in words with its numbers, short enough to be read. */
import { outcomeTitle } from '../outcome.ts';
import type { RunView } from '../view.ts';
import { aboutLine } from './about.ts';
import { context, fit, header, paragraphs, type Block, type Message } from './blocks.ts';
import type { Extras } from './extras.ts';
import { expectationLines, extremeLines, faultLines, haltLine, leftLines, recoveryLine } from './parts.ts';
import { bare, mention, said } from './text.ts';

/** Lines of one kind in the message itself; its thread and the report have all. */
const most = 8;

export function verdictMessage(view: RunView, extras: Extras): Message {
  const title = titleOf(view);
  const text = notice(view);
  const about = context(aboutLine(view, extras, true));
  return { text, blocks: fit([header(title), ...opening(view, extras), ...evidence(view), ...finding(extras), about]) };
}

/** What a notification says; Slack formats it as it does a message, so it is escaped like one. */
const notice = (view: RunView): string => said(`${outcomeTitle(view)}: ${bare(view.started.experiment, 100)}: ${view.verdict.because}`, 400);

const titleOf = (view: RunView): string => `${outcomeTitle(view)}: ${bare(view.started.experiment, 100)}`;

/** Why it ended so; where something is still broken, what is to be done stands before all else. */
function opening(view: RunView, { mention: who }: Extras): readonly Block[] {
  const { verdict, started } = view;
  const call = verdict.outcome === 'not restored' && who !== undefined ? [`${mention(who)} something is still broken.`] : [];
  const refusals = verdict.refusals.slice(0, most).map(({ why, hint }) => `⊘ ${said(why, 400)}\n↳ ${said(hint, 400)}`);
  const because = verdict.outcome === 'refused' ? refusals : [`*${said(verdict.because, 600)}*`];
  return paragraphs([...call, ...because, ...meaning(view), `>${said(started.hypothesis, 600)}`]);
}

/** What people ask first of an outcome that is neither yes nor no. */
function meaning({ verdict: { outcome }, started: { rehearsal } }: RunView): readonly string[] {
  if (rehearsal) return ['A rehearsal does everything but the injection: it can say that the drill is ready, never that the hypothesis holds.'];
  if (outcome === 'refused') return ['Nothing was injected, and nothing is to be put right.'];
  if (outcome === 'inconclusive') return ['Nothing is broken, and there is not enough evidence to say that the hypothesis held.'];
  if (outcome === 'not restored') return ['The drill is over, and its fault is not: until somebody takes it out, it hurts.'];
  return outcome === 'tool error' ? ['A bug in firedrill ended the run.'] : [];
}

function evidence(view: RunView): readonly Block[] {
  if (view.verdict.outcome === 'refused') return [];
  const judged = [few(expectationLines(view), 'expectations'), few(extremeLines(view), 'SLIs')];
  const groups = view.verdict.outcome === 'not restored' ? [faultGroup(view), ...judged] : [...judged, faultGroup(view)];
  return groups.flatMap(paragraphs);
}

/** What is left comes before how it came to it. */
function faultGroup(view: RunView): readonly string[] {
  const faults = few(faultLines(view), 'lines on faults');
  return [...(view.verdict.outcome === 'not restored' ? [...faults, ...haltLine(view)] : [...haltLine(view), ...faults]), ...recoveryLine(view)];
}

function few(lines: readonly string[], what: string): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most), `and ${lines.length - most} more ${what}`];
}

const finding = ({ findings }: Extras): readonly Block[] => (findings === undefined ? [] : paragraphs([`*Findings*  ${said(findings, 600)}`]));

/** Whether the whole channel is told: of a run that was aborted, or that left something behind. */
export const isAlarming = ({ verdict: { outcome }, started: { rehearsal } }: RunView): boolean =>
  outcome === 'not restored' || (outcome === 'aborted' && !rehearsal);

/** The verdict in short, as a reply: to an alarming run, and to one whose end changed since. */
export function alarmMessage(view: RunView, { mention: who }: Extras): Message {
  const { outcome, because, faults } = view.verdict;
  const call = outcome === 'not restored' && who !== undefined ? `${mention(who)} ` : '';
  const left = faults.flatMap(leftLines).slice(0, 2 * most);
  return { text: notice(view), blocks: fit(paragraphs([`${call}*${said(titleOf(view), 160)}*`, said(because, 600), ...left, ...haltLine(view)])) };
}
