import picomatch from 'picomatch';
import { createChance, Deck, type Chance } from '../chance.ts';
import { writeAnswer } from '../http/answer.ts';
import type { RequestHead } from '../http/head.ts';
import type { Judgement } from '../http/world.ts';
import type { RuleSpec } from './schema.ts';

type Test = (text: string) => boolean;

/** One HTTP rule at work: which requests it hits, what becomes of them, and how many there were. */
export class Rule {
  readonly spec: RuleSpec;
  share: number;
  ttl: number | undefined;
  readonly #chance: Chance;
  readonly #deck: Deck;
  readonly #path: Test;
  readonly #excluded: Test;
  /** `seen` counts requests and connections without HTTP; `raw` those connections alone. */
  readonly #counters = { seen: 0, matched: 0, hit: 0, raw: 0 };

  constructor(spec: RuleSpec) {
    this.spec = spec;
    this.share = spec.share;
    this.ttl = spec.ttl;
    this.#chance = createChance(spec.seed);
    this.#deck = new Deck(this.#chance);
    this.#path = picomatch(spec.match.path, { dot: true });
    this.#excluded = spec.exclude.length === 0 ? () => false : picomatch(spec.exclude, { dot: true });
  }

  countRaw(): void {
    this.#counters.seen += 1;
    this.#counters.raw += 1;
  }

  /** What it makes of this request, or `undefined` where it lets it pass. */
  judge(head: RequestHead): Judgement | undefined {
    this.#counters.seen += 1;
    if (!this.#matches(head)) return undefined;
    this.#counters.matched += 1;
    if (!this.#deck.draw(this.share)) return undefined;
    this.#counters.hit += 1;
    return this.#act(head);
  }

  /** @param remaining ms until it lapses */
  show(remaining: number | undefined): object {
    const { match, action, exclude, owner, name } = this.spec;
    const lease = this.ttl === undefined ? {} : { ttl: this.ttl, remaining };
    const owned = owner === undefined ? {} : { owner };
    return { name, match, share: this.share, action, exclude, ...owned, ...lease, seed: this.#chance.seed, counters: { ...this.#counters } };
  }

  #matches({ method, path, headers }: RequestHead): boolean {
    const { match } = this.spec;
    if (match.methods.length > 0 && !match.methods.some((one) => one.toUpperCase() === method)) return false;
    if (!this.#path(path) || this.#excluded(path)) return false;
    return Object.entries(match.headers).every(([name, wanted]) => {
      const value = headers.get(name.toLowerCase());
      return value !== undefined && (wanted === '*' || wanted === value);
    });
  }

  #act(head: RequestHead): Judgement {
    const { action, name } = this.spec;
    switch (action.kind) {
      case 'status':
        return { delay: 0, answer: writeAnswer(action, name, head) };
      case 'delay':
        return { delay: Math.max(0, action.delay + (this.#chance.next() * 2 - 1) * action.jitter) };
    }
  }
}
