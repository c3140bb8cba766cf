/** Two clocks may drift apart by so much (NTP slews a monotonic clock by up to 500 ppm), so the best that is known slowly gets worse. */
const drift = 0.0005;

/**
 * How old what another process measured is, by two monotonic clocks that nobody has set by each other. What came fastest came at once, as far as anybody
 * can tell; all else is late by what it took longer. Times in ms.
 */
export class Lag {
  #offset = Infinity;
  #noted = 0;

  /** What was measured until `told`, on its clock, was heard at `heard`, on ours. */
  note(told: number, heard: number): void {
    this.#offset = Math.min(this.#offset + (heard - this.#noted) * drift, heard - told);
    this.#noted = heard;
  }

  /** How long it is now since `told`; infinite where nothing was heard yet. */
  age(told: number, now: number): number {
    return this.#offset === Infinity ? Infinity : now - told - this.#offset;
  }
}
