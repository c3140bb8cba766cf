/** Control groups outlive what was in them: the kernel keeps the empty folders. */
import { existsSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { within } from './wait.ts';

const mount = '/sys/fs/cgroup';

/** A group below every controller, for a kubelet to put its pods in: it makes none above them itself. */
export function makeControlGroups(group: string): void {
  for (const hierarchy of hierarchies()) mkdirSync(join(hierarchy, group), { recursive: true });
}

/** Removes a tree of empty groups below every controller; waits a little for the last processes to be gone. */
export async function removeControlGroups(group: string): Promise<void> {
  const trees = hierarchies().map((hierarchy) => join(hierarchy, group));
  for (const tree of trees) await within(5000, `control groups below ${tree} to be empty`, () => removed(tree));
}

/** One for all in version 2, one a controller in version 1. */
function hierarchies(): string[] {
  if (existsSync(join(mount, 'cgroup.controllers'))) return [mount];
  return readdirSync(mount).map((name) => join(mount, name));
}

function removed(folder: string): boolean {
  if (!existsSync(folder)) return true;
  for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) removed(join(folder, entry.name));
  rmdirSync(folder);
  return true;
}
