/** A retry budget: every call earns a fraction of a retry, so that retries can never add more than that fraction to the traffic. */
export class RetryBudget {
  #tokens = 0;
  readonly #earned: number;
  readonly #most: number;

  /** `earned` retries a call, e.g. 0.1; `most` that can be saved up in quiet times. Infinity bounds nothing. */
  constructor(earned: number, most: number = earned === Infinity ? Infinity : 3) {
    this.#earned = earned;
    this.#most = most;
  }

  earn(): void {
    this.#tokens = Math.min(this.#most, this.#tokens + this.#earned);
  }

  /** Whether there is a retry left; takes it. */
  spend(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
