/** Loaded into a firedrill before anything else: its calendar shows another time, by FD_SHIFT ms; its monotonic clock does not. */
const shift = Number(process.env['FD_SHIFT'] ?? 0);
const Real = Date;

class Shifted extends Real {
  constructor(...given: readonly unknown[]) {
    super(...((given.length === 0 ? [Shifted.now()] : given) as [number]));
  }

  static override now(): number {
    return Real.now() + shift;
  }
}

globalThis.Date = Shifted as DateConstructor;
