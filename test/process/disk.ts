/** A disk of its own for a run's record, small enough to be filled. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const mount = (folder: string): boolean => spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'firedrill', folder]).status === 0;
const unmount = (folder: string): void => void spawnSync('umount', ['-l', folder]);

/** From now on nothing can be written under this folder; what is open for writing already still can. */
export function seal(folder: string): Disposable {
  const done = [
    ['--bind', folder, folder],
    ['-o', 'remount,ro,bind', folder],
  ].map((args) => spawnSync('mount', args).status);
  if (done.some((status) => status !== 0)) throw new Error(`cannot seal ${folder}`);
  return { [Symbol.dispose]: () => unmount(folder) };
}

/** Whether this machine lets us mount one; says why its tests are skipped, and throws where CI requires them. */
export function canMount(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  const can = mount(folder);
  if (can) unmount(folder);
  rmSync(folder, { recursive: true, force: true });
  if (!can && process.env['FIREDRILL_REQUIRE_SYSTEMS'] === '1') throw new Error('Cannot skip here: a tmpfs cannot be mounted. Run as root.');
  if (!can) console.log('skipped: a full disk needs root and mount');
  return can;
}

export interface Disk extends Disposable {
  /** Takes all its space. */
  fill(): void;
  /** Gives it back. */
  free(): void;
}

/** Mounts one at `<folder>/.firedrill`. */
export function mountDisk(folder: string): Disk {
  const place = join(folder, '.firedrill');
  mkdirSync(place);
  if (!mount(place)) throw new Error(`cannot mount at ${place}`);
  const filler = join(place, 'filler');
  return {
    fill: () => {
      for (let size = 512 * 1024; size >= 1; size = Math.floor(size / 2)) append(filler, size);
    },
    free: () => rmSync(filler, { force: true }),
    [Symbol.dispose]: () => unmount(place),
  };
}

function append(file: string, size: number): void {
  try {
    writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
  } catch {
    // Full at this size: the next is smaller.
  }
}
