const kept = 20;

/** Counts reasons, in bounded memory. */
export class Reasons {
  readonly #counts = new Map<string, number>();

  add(why: string): void {
    const key = this.#counts.has(why) || this.#counts.size < kept ? why : 'other reasons';
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  read(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
