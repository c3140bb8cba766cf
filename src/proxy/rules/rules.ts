import type { RequestHead } from '../http/head.ts';
import type { Judge, Judgement } from '../http/world.ts';
import type { Rule } from './rule.ts';

/** The rules of one proxy, in the order they came: delays add up, and the first status ends the matter. */
export class Rules implements Judge {
  #rules: readonly Rule[] = [];

  get idle(): boolean {
    return this.#rules.length === 0;
  }

  get all(): readonly Rule[] {
    return this.#rules;
  }

  find(name: string): Rule | undefined {
    return this.#rules.find((rule) => rule.spec.name === name);
  }

  add(rule: Rule): void {
    this.#rules = [...this.#rules, rule];
  }

  /** False where it was gone already. */
  remove(rule: Rule): boolean {
    const known = this.#rules.includes(rule);
    this.#rules = this.#rules.filter((other) => other !== rule);
    return known;
  }

  judge(head: RequestHead): Judgement {
    let delay = 0;
    for (const rule of this.#rules) {
      const judgement = rule.judge(head);
      delay += judgement?.delay ?? 0;
      if (judgement?.answer !== undefined) return { delay, answer: judgement.answer };
    }
    return { delay };
  }

  countRaw(): void {
    for (const rule of this.#rules) rule.countRaw();
  }
}
