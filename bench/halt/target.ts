/** What is broken and looked at: one number and one fault, both over HTTP, with every instant on the clock of the bench. */

export interface Instants {
  /** The SLI breached from here on, should anyone look. */
  readonly visible: number;
  /** The first look that was told so. */
  readonly seen: number;
  /** The fault was taken out. */
  readonly gone: number;
}

export const healthy = 10;
export const breached = 1000;

export class Target {
  readonly #now: () => number;
  readonly #delay: number;
  #visible: number | undefined;
  #seen: number | undefined;
  #gone: number | undefined;

  /** The breach is visible `delay` ms after the fault went in: a time that has nothing to do with anyone's polls. */
  constructor(delay: number, now: () => number = () => performance.now()) {
    this.#delay = delay;
    this.#now = now;
  }

  inject(): void {
    this.#visible ??= this.#now() + this.#delay;
  }

  restore(): void {
    if (this.#visible !== undefined) this.#gone ??= this.#now();
  }

  get broken(): boolean {
    return this.#visible !== undefined && this.#gone === undefined;
  }

  /** One look at the SLI. */
  look(): number {
    const now = this.#now();
    if (!this.broken || this.#visible === undefined || now < this.#visible) return healthy;
    this.#seen ??= now;
    return breached;
  }

  /** `undefined` where nobody halted: the breach was never seen, or the fault never taken out after it. */
  get instants(): Instants | undefined {
    if (this.#visible === undefined || this.#seen === undefined || this.#gone === undefined) return undefined;
    return { visible: this.#visible, seen: this.#seen, gone: this.#gone };
  }
}
