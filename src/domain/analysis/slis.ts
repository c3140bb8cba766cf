/** What is remembered of each SLI over the whole run, and the way of a sample to the expectations that judge it. */
import type { SliFacts } from '../events.ts';
import type { Sample } from '../sample.ts';
import { isSaturated } from '../slots.ts';
import { sampleDuring } from './during.ts';
import { sampleEventually } from './eventually.ts';
import { limitFor } from './limit.ts';
import { sampleThroughout } from './throughout.ts';
import type { Analysis, Tally } from './state.ts';
import { conditionOf, type Track } from './tracks.ts';

export const emptyTally = (facts: SliFacts): Tally => ({ facts, min: Infinity, max: -Infinity, good: 0, blind: 0, saturated: 0 });

export function takeSample(analysis: Analysis, sli: string, sample: Sample): void {
  for (const track of analysis.tracksOf.get(sli) ?? []) show(analysis, track, sample);
  const tally = analysis.slis.get(sli);
  if (tally !== undefined) count(tally, sample);
}

function show(analysis: Analysis, track: Track, sample: Sample): void {
  const limit = limitFor(analysis, conditionOf(track));
  switch (track.kind) {
    case 'during':
      return sampleDuring(track, sample);
    case 'throughout':
      return sampleThroughout(track, sample, limit);
    case 'eventually':
      return sampleEventually(track, sample, limit, heals(analysis, track.expectation.of));
  }
}

/** Whether the fault an expectation looks at, or each of them, ends by itself. */
function heals(analysis: Analysis, of: string | undefined): boolean {
  const faults = (analysis.started?.faults ?? []).filter(({ name }) => of === undefined || name === of);
  return faults.length > 0 && faults.every(({ healsByItself }) => healsByItself);
}

function count(tally: Tally, sample: Sample): void {
  tally.latest = sample;
  if (isSaturated(sample)) tally.saturated += 1;
  if (sample.kind === 'blind') tally.blind += 1;
  if (sample.kind !== 'good') return;
  tally.good += 1;
  tally.latestGood = sample;
  tally.min = Math.min(tally.min, sample.value);
  tally.max = Math.max(tally.max, sample.value);
}
