/** From what was remembered to the verdict; changes nothing, so it may be asked at any time. */
import { exitCodes, signalCodes, type FaultResult, type Judged, type Outcome, type Verdict } from '../verdict.ts';
import { showMs } from '../units.ts';
import { showLimit } from '../wording.ts';
import { doubts } from './doubts.ts';
import { judgeAll } from './expectations.ts';
import { nothingInjected } from './faults.ts';
import { brokenSentence, doubtSentence, haltSentence, leftSentence } from './reasons.ts';
import { remarks } from './remarks.ts';
import { faultResults } from './results.ts';
import type { Analysis, Tally } from './state.ts';

type Ending = { readonly outcome: Outcome; readonly because: string };

/** The verdict on the events so far. Nothing is held without evidence: a record that just ends is inconclusive at best. */
export function conclude(analysis: Analysis): Verdict {
  const expectations = judgeAll(analysis);
  const faults = faultResults(analysis);
  const ending = endingOf(analysis, expectations, faults);
  const { halt, recovery, restoredAt } = analysis;
  const allOut = restoredAt !== undefined && faults.every(({ status }) => status !== 'left' && status !== 'forgotten' && status !== 'rehearsed');
  return {
    ...ending,
    exitCode: exitCodeOf(ending.outcome, analysis),
    expectations,
    faults,
    refusals: refusalsOf(analysis),
    ...(halt === undefined ? {} : { halt: allOut ? { ...halt, restoredAt } : halt }),
    ...(recovery === undefined ? {} : { recovery }),
    slis: [...analysis.slis.values()].map((tally) => summary(analysis, tally)),
    remarks: remarks(analysis),
  };
}

/** Not restored > tool error > aborted > refuted > inconclusive > held; refused where nothing was touched. */
function endingOf(analysis: Analysis, expectations: readonly Judged[], faults: readonly FaultResult[]): Ending {
  const left = faults.filter(({ status }) => status === 'left');
  const broken = expectations.filter(({ status }) => status === 'broken');
  const { toolFailure, halt } = analysis;
  const [refusal] = refusalsOf(analysis);
  if (left.length > 0) return { outcome: 'not restored', because: leftSentence(left) };
  if (toolFailure !== undefined) return { outcome: 'tool error', because: `a bug in firedrill: ${toolFailure}` };
  if (halt !== undefined) return { outcome: 'aborted', because: haltSentence(analysis, halt.reason) };
  if (refusal !== undefined && nothingInjected(analysis)) return { outcome: 'refused', because: refusal.why };
  if (broken.length > 0) return { outcome: 'refuted', because: brokenSentence(broken, (judged) => mustBe(analysis, judged)) };
  const doubted = doubts(analysis, expectations);
  if (doubted.length > 0) return { outcome: 'inconclusive', because: doubtSentence(doubted) };
  return { outcome: 'held', because: heldSentence(expectations.length) };
}

/** What refused the run: preflight, or the first acts themselves. An act that is refused after another fault was injected refuses no run: too late. */
function refusalsOf(analysis: Analysis): Verdict['refusals'] {
  if (!nothingInjected(analysis)) return analysis.refusals;
  return [...analysis.refusals, ...[...analysis.injections.values()].flatMap(({ refused }) => refused ?? [])];
}

const heldSentence = (count: number): string => (count === 1 ? 'the one expectation is met' : `all ${count} expectations met`);

function mustBe(analysis: Analysis, judged: Judged): string {
  const track = analysis.tracks.find(({ expectation }) => expectation.id === judged.id);
  if (track === undefined) return `at most ${showMs(judged.limit ?? 0)}`;
  return showLimit(track.expectation.condition, track.facts.unit.dimension, analysis.baseline[track.facts.name]);
}

function exitCodeOf(outcome: Outcome, { halt }: Analysis): number {
  return outcome === 'aborted' && halt?.reason.kind === 'signal' ? signalCodes[halt.reason.signal] : exitCodes[outcome];
}

function summary(analysis: Analysis, { facts, min, max, good, blind }: Tally): Verdict['slis'][number] {
  const baseline = analysis.baseline[facts.name];
  return { name: facts.name, ...(baseline === undefined ? {} : { baseline }), ...(good === 0 ? {} : { min, max }), good, blind };
}
