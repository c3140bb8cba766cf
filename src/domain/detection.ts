/** How long a breach can last at worst before the watcher halts the run: what `plan` prints for each abort condition. */
import type { AbortCondition } from './experiment.ts';
import { ms, showMs, type Ms } from './units.ts';

/** How an SLI is measured: its sampling interval, the deadline of a sample, and how old its answer may be. */
export interface Watching {
  readonly every: Ms;
  readonly timeout: Ms;
  readonly staleness: { readonly worst: Ms; readonly why: string };
}

export interface Detection {
  readonly id: string;
  readonly worst: Ms;
  /** The parts in words, so that one sees which to shorten. */
  readonly why: string;
}

interface Part {
  readonly time: number;
  readonly why: string;
}

/**
 * Worst time from the breach in the world to the decision to halt. A rolling range shows a total failure after range × threshold/actual;
 * at plan time the actual is unknown, so the whole range counts, as `staleness.worst` says.
 */
export function worstDetection(abort: AbortCondition, watching: Watching): Detection {
  const parts = [stale(watching), sampling(watching), deadline(watching), patience(abort.patience, watching.every)].filter(({ time }) => time > 0);
  const worst = ms(parts.reduce((sum, { time }) => sum + time, 0));
  return { id: abort.id, worst, why: parts.map(({ time, why }) => `${showMs(time)} ${why}`).join(' + ') };
}

const stale = ({ staleness }: Watching): Part => ({ time: staleness.worst, why: `until it shows (${staleness.why})` });
const sampling = ({ every }: Watching): Part => ({ time: every, why: 'until the next sample' });
const deadline = ({ timeout }: Watching): Part => ({ time: timeout, why: 'for the sample at most' });

/** `for` ends at the first sample that is late enough; a count at worst with the last of its slots, the first of which is there already. */
function patience(patience: AbortCondition['patience'], every: Ms): Part {
  switch (patience.kind) {
    case 'at-once':
      return { time: 0, why: 'at once' };
    case 'for':
      return { time: Math.ceil(patience.for / every) * every, why: `of patience (for ${showMs(patience.for)})` };
    case 'count':
      return { time: (patience.of - 1) * every, why: `of patience (${patience.count} of ${patience.of} samples)` };
  }
}
