/** One run of the real command line, looked at from outside while its fault is in place. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bin, makePlace, start, type Ended } from '../programs.ts';
import { experiment, pages, type Watching } from './experiment.ts';
import { servePages } from './pages.ts';

export interface Observed<T> {
  /** `undefined` where the fault never came to be in place. */
  readonly seen: T | undefined;
  readonly ended: Ended;
}

interface Options {
  /** Arguments of node itself. */
  readonly node?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs an experiment of so many SLIs, and `look`s at the runner from the injection on; ends with the run. */
export async function observe<T>(
  watching: Watching,
  look: (pid: number) => Promise<T>,
  signal: AbortSignal,
  { node = [], env = {} }: Options = {},
): Promise<Observed<T>> {
  using place = makePlace();
  await using target = await servePages(pages, Math.max(20, Math.ceil(watching.slis / pages)));
  writeFileSync(join(place.folder, 'experiment.json'), JSON.stringify(experiment(target.url, watching)));
  const argv = [process.execPath, ...node, bin, 'run', 'experiment.json'];
  const { child, ended } = start({ argv, cwd: place.folder, env: { ...place.env, ...env }, timeout: (watching.stay + 120) * 1000 }, signal);
  const begun = await Promise.race([target.injected.then(() => true), ended.then(() => false)]);
  if (!begun || child.pid === undefined) return { seen: undefined, ended: await ended };
  await sleep(1000);
  const seen = await look(child.pid).catch(() => undefined);
  return { seen, ended: await ended };
}
