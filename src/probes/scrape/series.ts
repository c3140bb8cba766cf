/** The series of one page, and which of them an SLI means. */
import type { LabelSet } from './labels.ts';
import type { Selector } from './selector.ts';

export interface Series extends LabelSet {
  readonly value: number;
}

export class Exposition {
  readonly #series = new Map<string, Map<string, Series>>();
  readonly #types = new Map<string, string>();
  /** Answers given, so that a thousand SLIs on one page look through it once a selector. */
  readonly #selected = new Map<string, readonly Series[]>();

  /** Throws for a series that is already there: nobody knows which of the two is true. */
  add(name: string, series: Series): void {
    const family = this.#series.get(name);
    if (family === undefined) this.#series.set(name, new Map([[series.id, series]]));
    else if (family.has(series.id)) throw new Error(`the series ${name}{${series.id}} stands twice on the page`);
    else family.set(series.id, series);
  }

  declare(name: string, type: string): void {
    if (this.#types.has(name)) throw new Error(`the type of ${name} is declared twice`);
    this.#types.set(name, type);
  }

  select(selector: Selector): readonly Series[] {
    const answered = this.#selected.get(selector.text);
    if (answered !== undefined) return answered;
    const family = this.#series.get(selector.name)?.values() ?? [];
    const found = [...family].filter((series) => selector.matches(series.labels));
    this.#selected.set(selector.text, found);
    return found;
  }

  /** Why increases of this metric mean nothing, where the page says its type; `undefined` where they do. */
  notCounter(name: string): string | undefined {
    const type = this.#types.get(name) ?? this.#types.get(name.replace(/_(?:total|bucket|count|sum)$/, ''));
    const partOfOne = type === 'histogram' || (type === 'summary' && /_(?:count|sum)$/.test(name));
    if (type === undefined || type === 'counter' || type === 'untyped' || type === 'unknown' || partOfOne) return undefined;
    return `${name} is a ${type}, and only a counter has a rate`;
  }
}
