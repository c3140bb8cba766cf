/** Settles with the work, or rejects as soon as the signal aborts: whatever ignores its signal must keep nobody waiting. The work itself goes on, and its late failure is nobody’s. */
export async function orAbort<T>(signal: AbortSignal, work: () => Promise<T> | T): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('the run was halted'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    return await (signal.aborted ? aborted : Promise.race([Promise.try(work), aborted]));
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
