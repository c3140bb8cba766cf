/** An error that nobody caught, told instead of ending the program at once: what is injected has to come out first. */
export interface Crashes extends Disposable {
  /** Aborts with the first such error. */
  readonly signal: AbortSignal;
}

/** Listens for uncaught exceptions and rejections until disposed. */
export function followCrashes(): Crashes {
  const controller = new AbortController();
  const hear = (error: unknown): void => controller.abort(error);
  process.on('uncaughtException', hear).on('unhandledRejection', hear);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => void process.off('uncaughtException', hear).off('unhandledRejection', hear),
  };
}
