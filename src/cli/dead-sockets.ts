import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { knock } from '../control/client.ts';
import { ms } from '../domain/units.ts';
import { systemClock } from '../platform/clock.ts';
import { stateFolder } from '../platform/places.ts';

const answering = ms(2000);
/** A socket is there for a moment before its owner listens. */
const pause = ms(100);

/** Removes the sockets of runs whose runner and guardian were killed: those at which nobody listens, seen twice. Never rejects; what stays costs nothing. */
export async function removeDeadSockets(folder: string = stateFolder()): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  const first = await deadOf(names.filter((name) => name.endsWith('.sock')).map((name) => join(folder, name)));
  if (first.length === 0) return;
  await systemClock.sleep(pause);
  const still = await deadOf(first.map(({ path }) => path));
  const same = still.filter(({ path, inode }) => first.some((one) => one.path === path && one.inode === inode));
  await Promise.all(same.map(({ path }) => rm(path, { force: true }).catch(() => undefined)));
}

interface Dead {
  readonly path: string;
  readonly inode: number;
}

async function deadOf(paths: readonly string[]): Promise<readonly Dead[]> {
  using deadline = systemClock.deadline(answering);
  const found = await Promise.all(
    paths.map(async (path): Promise<readonly Dead[]> => {
      const file = await lstat(path).catch(() => undefined);
      if (file?.isSocket() !== true || (await knock(path, deadline.signal)) !== 'refused') return [];
      return [{ path, inode: file.ino }];
    }),
  );
  return found.flat();
}
