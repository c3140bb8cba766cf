/** The same things in an order of chance, so that whatever else the machine does meets all of them alike. */
export function mixed<T>(things: readonly T[]): readonly T[] {
  return things
    .map((thing) => ({ thing, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ thing }) => thing);
}

/** Does all of it, `lanes` at a time; after an abort it begins nothing more. */
export async function inLanes<T, R>(things: readonly T[], lanes: number, signal: AbortSignal, work: (thing: T) => Promise<R>): Promise<readonly R[]> {
  const waiting = [...things];
  const done: R[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift()) {
      done.push(await work(next));
      if (done.length % 10 === 0) process.stderr.write(`${done.length} of ${things.length} done\n`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return done;
}
