/**
 * Where a short and noisy series changes its level, by ranks and permutations: nothing is assumed of how the values are distributed. The statistic is the
 * largest standardised Mann–Whitney rank sum over all places where the series may be cut (Pettitt, 1979), or over all pieces that may be cut out of it
 * (Olshen and Venkatraman, 2004); how large it gets by chance alone is found by shuffling this very series. Where the values are steady, whatever their
 * noise, a change is seen in at most one of a hundred series.
 */
import { seeded } from '../random.ts';
import { betweenLevels, delta, ranksOf } from './ranks.ts';

/** The level is the same up to `at`, and another from there on; the index of its first value. */
export interface Shift {
  readonly at: number;
}

/** What a change needs on both sides: of fewer values nothing is said. */
const fewest = 4;
const shuffles = 1999;
/** Of each of the two questions, is there one change, and did it go there and back: together one of a hundred. */
const falseAlarms = 0.005;
/** Cliff's delta: of all pairs of a value before and one after, how many more go one way than the other. A change that is sure and small is none that matters. */
const smallest = 0.5;

/** The places of all changes, in order. Each piece that a change leaves is looked at by itself. */
export function shiftsIn(values: readonly number[]): readonly Shift[] {
  const cuts = cutsIn(values);
  if (cuts.length === 0) return [];
  const starts = [0, ...cuts];
  const within = starts.flatMap((start, index) => shiftsIn(values.slice(start, cuts[index])).map(({ at }) => ({ at: at + start })));
  return [...cuts.map((at) => ({ at })), ...within].toSorted((a, b) => a.at - b.at);
}

function cutsIn(values: readonly number[]): readonly number[] {
  if (values.length < 2 * fewest) return [];
  const ranks = ranksOf(values);
  const at = betweenLevels(values, fewest);
  if (Math.abs(delta(ranks, 0, at)) >= smallest && isRare(ranks, cutOnce)) return [at];
  const { from, to } = cutOut(ranks);
  const matters = Math.abs(delta(ranks, from, to)) >= smallest;
  return matters && isRare(ranks, (some) => cutOut(some).size) ? [from, to].filter((cut) => cut > 0 && cut < values.length) : [];
}

/** How much the ranks before a cut differ from the others, at the cut where they do most. What ties take from the variance is the same everywhere, and left out. */
function cutOnce(ranks: readonly number[]): number {
  let sum = 0;
  let most = 0;
  for (let at = 1; at <= ranks.length - fewest; at += 1) {
    sum += ranks[at - 1] ?? 0;
    if (at >= fewest) most = Math.max(most, standing(sum, at, ranks.length));
  }
  return most;
}

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly size: number;
}

/** The piece whose ranks differ most from all others; what it leaves on either side is nothing, or enough to be a level of its own. */
function cutOut(ranks: readonly number[]): Piece {
  const n = ranks.length;
  let best: Piece = { from: 0, to: n, size: -1 };
  for (let from = 0; from <= n - fewest; from = Math.max(from + 1, fewest)) {
    let sum = 0;
    for (let to = from + 1; to <= n; to += 1) {
      sum += ranks[to - 1] ?? 0;
      if (to - from < fewest || n - (to - from) < fewest || (to < n && n - to < fewest)) continue;
      const size = standing(sum, to - from, n);
      if (size > best.size) best = { from, to, size };
    }
  }
  return best;
}

const standing = (sum: number, count: number, n: number): number => Math.abs(sum - (count * (n + 1)) / 2) / Math.sqrt(count * (n - count));

/**
 * Whether shuffling alone gets so far no more often than that. The seed comes from the series: the same runs always give the same answer, and different
 * ones do not share the luck of one set of shuffles.
 */
function isRare(ranks: readonly number[], statistic: (ranks: readonly number[]) => number): boolean {
  const size = statistic(ranks) - 1e-9;
  const random = seeded(ranks.reduce((seed, rank) => Math.imul(seed ^ (2 * rank), 0x01000193), 0x811c9dc5));
  const shuffled = [...ranks];
  let reached = 1;
  for (let round = 0; round < shuffles && reached <= falseAlarms * (shuffles + 1); round += 1) {
    shuffle(shuffled, random);
    if (statistic(shuffled) >= size) reached += 1;
  }
  return reached <= falseAlarms * (shuffles + 1);
}

/** Fisher and Yates. */
function shuffle(items: number[], random: { next(): number }): void {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random.next() * (last + 1));
    const kept = items[last] ?? 0;
    items[last] = items[other] ?? 0;
    items[other] = kept;
  }
}
