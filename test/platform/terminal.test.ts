import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ms } from '../../src/domain/units.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openUnblocked } from '../../src/platform/terminal.ts';
import { folder } from '../record/places.ts';

/** Something that is written to and read by nobody, as a terminal after Ctrl-S. */
async function stopped() {
  const place = await folder();
  const path = join(place.path, 'pipe');
  execFileSync('mkfifo', [path]);
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const terminal = openUnblocked(`/proc/self/fd/${descriptor}`);
  if (terminal === undefined) throw new Error('it cannot be opened anew');
  return {
    terminal,
    read: (): string => {
      const buffer = Buffer.alloc(1024 * 1024);
      try {
        return buffer.toString('utf8', 0, readSync(descriptor, buffer));
      } catch {
        return ''; // it is empty
      }
    },
    [Symbol.asyncDispose]: async () => {
      terminal[Symbol.dispose]();
      closeSync(descriptor);
      await place[Symbol.asyncDispose]();
    },
  };
}

test('a terminal that stands still holds nobody up, and gets what was kept once it goes on', async () => {
  await using place = await stopped();
  const lines = Array.from({ length: 4000 }, (_, n) => `line ${n} – λ${'.'.repeat(150)}\n`);
  for (const line of lines) place.terminal.write(line);
  let got = '';
  for (let tries = 0; tries < 20 && Buffer.byteLength(got) < lines.join('').length; tries += 1) {
    got += place.read();
    await systemClock.sleep(ms(60));
  }
  expect(lines.join('').startsWith(got)).toBe(true);
  // What it had no room for is dropped: the program's memory is bounded.
  expect(got.endsWith('\n')).toBe(true);
  expect(Buffer.byteLength(got)).toBeGreaterThanOrEqual(256 * 1024);
  expect(Buffer.byteLength(got)).toBeLessThan(lines.join('').length);
  place.terminal.write('and on it goes\n');
  expect(place.read()).toBe('and on it goes\n');
});

test('what is no terminal, or cannot be opened anew, is written as before', () => {
  expect(openUnblocked('/proc/self/fd/none')).toBeUndefined();
});
