/**
 * What counters grew by, over a window. A value below the last one is a restarted process, which counts from zero, as in PromQL's
 * `increase`; unlike there nothing is extrapolated to the window's edges: the growth between two readings is divided by the time between them.
 * A restart that catches up with its old value between two readings cannot be told from growth, there or here.
 */
import type { Ms } from '../../domain/units.ts';

export interface Counted {
  /** One series of one page. */
  readonly id: string;
  /** What its growth is added to: a bucket, one side of a ratio, or the series itself. */
  readonly column: string;
  readonly value: number;
}

interface Reading {
  readonly at: Ms;
  readonly totals: ReadonlyMap<string, number>;
}

export interface Growth {
  readonly seconds: number;
  /** False while fewer than `over` seconds have been seen. */
  readonly whole: boolean;
  readonly of: (column: string) => number;
  readonly columns: readonly string[];
}

const grown = (before: number, now: number): number => (now >= before ? now - before : now);

export class Counters {
  readonly #over: Ms;
  /** How much older than the window its first reading may be: two readings are never exactly a window apart. */
  readonly #slack: Ms;
  readonly #forgetful: boolean;
  #readings: Reading[] = [];
  #values: ReadonlyMap<string, number> | undefined;

  /** `forgetful` where each series is a column of its own: one that has left the pages is dropped, so that memory follows the pages. */
  constructor(over: Ms, slack: Ms, memory: 'lasting' | 'forgetful' = 'lasting') {
    this.#over = over;
    this.#slack = slack;
    this.#forgetful = memory === 'forgetful';
  }

  /** Takes one reading of all pages; a second one of the same moment changes nothing. */
  observe(at: Ms, counted: readonly Counted[]): void {
    const last = this.#readings.at(-1);
    if (last !== undefined && at <= last.at) return;
    const totals = this.#add(last?.totals ?? new Map<string, number>(), counted);
    const kept = this.#readings.filter((reading) => reading.at > at - this.#over);
    const before = this.#readings.findLast((reading) => reading.at <= at - this.#over && reading.at >= at - this.#over - this.#slack);
    this.#readings = [...(before === undefined ? [] : [before]), ...kept, { at, totals }];
  }

  /** Growth since the first reading of all; never falls. */
  total(column: string): number {
    return this.#readings.at(-1)?.totals.get(column) ?? 0;
  }

  /** Growth over the window, or over what there is of it; `undefined` before there are two readings. */
  growth(): Growth | undefined {
    const [first, last] = [this.#readings[0], this.#readings.at(-1)];
    if (first === undefined || last === undefined || first === last) return undefined;
    const seconds = (last.at - first.at) / 1000;
    return {
      seconds,
      whole: last.at - first.at >= this.#over,
      of: (column) => grown(first.totals.get(column) ?? 0, last.totals.get(column) ?? 0),
      columns: [...last.totals.keys()],
    };
  }

  get length(): number {
    return this.#readings.length;
  }

  /** A series that the pages did not have a moment ago was born at zero; at the very first reading nothing is known of before. */
  #add(totals: ReadonlyMap<string, number>, counted: readonly Counted[]): ReadonlyMap<string, number> {
    const next = new Map(this.#forgetful ? [] : totals);
    const before = this.#values;
    for (const { id, column, value } of counted) {
      const growth = before === undefined ? 0 : grown(before.get(id) ?? 0, value);
      next.set(column, (next.get(column) ?? totals.get(column) ?? 0) + growth);
    }
    this.#values = new Map(counted.map(({ id, value }) => [id, value]));
    return next;
  }
}
