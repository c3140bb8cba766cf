/** Every expectation as met, broken or undecided, with its number and threshold, whatever became of the run. */
import { blindLimit } from '../blindness.ts';
import { slotsIn } from '../slots.ts';
import { ms, show, showMs } from '../units.ts';
import type { Judged } from '../verdict.ts';
import { showWithLimit } from '../wording.ts';
import { judgeDuring } from './during.ts';
import { samplesOf, type Context, type Finding } from './evidence.ts';
import { judgeEventually } from './eventually.ts';
import { limitFor } from './limit.ts';
import { expectedSlots } from './presence.ts';
import { judgeRecovery } from './recovery.ts';
import type { Analysis } from './state.ts';
import { judgeThroughout } from './throughout.ts';
import { conditionOf, settled, type Track } from './tracks.ts';

export function judgeAll(analysis: Analysis): readonly Judged[] {
  const cut = cutOf(analysis);
  return [...analysis.tracks.map((track) => judgedOf(analysis, track, cut)), ...judgeRecovery(analysis, cut)];
}

function cutOf({ stopped, refusals }: Analysis): string | undefined {
  if (stopped?.early === true) return stopped.words;
  return refusals.length > 0 ? 'the run was refused' : undefined;
}

function judgedOf(analysis: Analysis, track: Track, cut: string | undefined): Judged {
  const limit = limitFor(analysis, conditionOf(track));
  const blind = analysis.started?.limits.blind ?? ms(0);
  const { now, stopped } = analysis;
  const finding = judge(track, { limit, blindLimit: blindLimit(blind, track.facts), now, cut, cutAt: stopped?.early === true ? stopped.at : undefined });
  const { dimension } = track.facts.unit;
  return {
    id: track.expectation.id,
    kind: track.kind,
    sli: track.facts.name,
    text: textOf(analysis, track),
    ...finding,
    ...(finding.value === undefined ? {} : { shown: show(finding.value, dimension) }),
    ...(limit === undefined ? {} : { limit }),
    ...whyOf(track, finding),
    samples: samplesOf(track, slotsExpected(analysis, track)),
  };
}

function judge(track: Track, context: Context): Finding {
  switch (track.kind) {
    case 'during':
      return judgeDuring(track, context);
    case 'throughout':
      return judgeThroughout(track, context);
    case 'eventually':
      return judgeEventually(track, context);
  }
}

/** `during` says how its number was made. */
function whyOf(track: Track, { why, value }: Finding): { readonly why?: string } {
  const how = track.kind === 'during' && value !== undefined ? aggregateWords[track.expectation.condition.as] : undefined;
  const parts = [why, how].filter((one) => one !== undefined);
  return parts.length === 0 ? {} : { why: parts.join('; ') };
}

const aggregateWords = {
  pooled: 'pooled over the window',
  mean: 'mean of the samples',
  max: 'the largest sample',
  min: 'the smallest sample',
  last: 'the last sample',
  increase: 'increase over the window',
} as const;

function slotsExpected(analysis: Analysis, track: Track): number {
  const { every } = track.facts;
  if (track.kind !== 'eventually') return expectedSlots(track.presence, settled(track), every, analysis.now);
  return track.anchor === undefined || track.met !== undefined ? 0 : slotsIn(track.expectation.within, every);
}

function textOf(analysis: Analysis, track: Track): string {
  const { expectation, facts } = track;
  const condition = showWithLimit(expectation.condition, facts.unit.dimension, analysis.baseline[facts.name]);
  const of = expectation.of === undefined ? '' : ` of ${expectation.of}`;
  if (expectation.kind === 'eventually')
    return `${condition} within ${showMs(expectation.within)} of the ${expectation.from === 'restore' ? 'restore' : 'fault'}${of}`;
  const window = expectation.kind === 'during' ? 'during the fault' : 'in every sample during the fault';
  return `${condition} ${window}${of}${expectation.after > 0 ? `, after ${showMs(expectation.after)}` : ''}`;
}
