import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';

/** A file on a disk that does not answer: whoever opens it waits, until it is disposed, and then it is gone. */
export function hangingFile(path: string): Disposable {
  // A pipe without a writer.
  if (spawnSync('mkfifo', [path]).status !== 0) throw new Error(`cannot make ${path}`);
  let hangs = true;
  return {
    [Symbol.dispose]() {
      if (!hangs) return;
      hangs = false;
      const writer = openSync(path, 'r+');
      rmSync(path);
      closeSync(writer);
    },
  };
}
