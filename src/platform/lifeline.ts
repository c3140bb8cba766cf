/** Whoever started this program holds its standard input, which closes however they end: by a kill, too. */
export interface Lifeline extends Disposable {
  /** Aborts when it has closed. */
  readonly gone: AbortSignal;
}

/** Follows standard input until disposed; what it says is not read. */
export function followLifeline(): Lifeline {
  const controller = new AbortController();
  const cut = (): void => controller.abort();
  process.stdin.on('end', cut).on('close', cut).on('error', cut).resume();
  return {
    gone: controller.signal,
    [Symbol.dispose]() {
      process.stdin.off('end', cut).off('close', cut);
      // Open, it would keep the program alive.
      process.stdin.destroy();
    },
  };
}
