import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesCommand, matchesGlob } from '../../../src/injectors/process/victims/command-line.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*', '(', '\\', '\n') });

/** Tried in every way: slow, and plainly right. */
function naive(glob: string, candidate: string): boolean {
  if (glob === '') return candidate === '';
  if (glob[0] !== '*') return candidate[0] === glob[0] && naive(glob.slice(1), candidate.slice(1));
  return naive(glob.slice(1), candidate) || (candidate !== '' && naive(glob, candidate.slice(1)));
}

describe('a command line', () => {
  test('matches by globs as one who tries every way finds', () => {
    fc.assert(
      fc.property(text, text, (glob, candidate) => matchesGlob(glob, candidate) === naive(glob, candidate)),
      { numRuns: 3000 },
    );
  });

  test('matches what its arguments are made into by putting stars anywhere', () => {
    const split = fc.tuple(text, text, text);
    fc.assert(fc.property(split, ([a, b, c]) => matchesGlob(`${a}*${c}`, a + b + c)));
  });

  test('matches wholly: neither a part of an argument nor a part of the list', () => {
    expect(matchesCommand(['app', 'serve'], ['app', 'serve'])).toBe(true);
    expect(matchesCommand(['app', 'serve'], ['app', 'serve', '--port'])).toBe(false);
    expect(matchesCommand(['app', 'erv'], ['app', 'serve'])).toBe(false);
    expect(matchesCommand([], [])).toBe(false);
  });

  test('matches a program without a slash in any folder, one with a slash only there', () => {
    expect(matchesCommand(['node', '*'], ['/opt/node/bin/node', 'main.ts'])).toBe(true);
    expect(matchesCommand(['/usr/bin/node', '*'], ['/opt/node/bin/node', 'main.ts'])).toBe(false);
  });
});
