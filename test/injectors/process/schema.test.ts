import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { processKinds } from '../../../src/injectors/process/kinds.ts';
import type { InjectorKind } from '../../../src/ports/injector.ts';
import { ports } from '../programs.ts';

const kinds: readonly InjectorKind[] = processKinds;

function problems(type: string, written: object): string[] {
  const result = kinds.find((kind) => kind.type === type)?.schema.safeParse(written);
  return result?.success === false ? result.error.issues.map(({ message }) => message) : [];
}

const whichProcess = 'expected exactly one of pid-file, port and command, to say which process';
const whoBringsBack = 'expected either recovers: true (a supervisor brings it back) or restart: [program, …] (restore starts it again)';

describe('the schema of process faults', () => {
  test('wants exactly one selector', () => {
    expect(problems('process.pause', {})).toEqual([whichProcess]);
    expect(problems('process.pause', { port: 1, command: ['x'] })).toEqual([whichProcess]);
    expect(problems('process.pause', { port: 70_000 })).toEqual(['expected a port, 1 to 65535']);
    expect(problems('process.pause', { port: 80 })).toEqual([]);
  });

  test('wants to know who brings a killed process back', () => {
    expect(problems('process.kill', { port: 80 })).toEqual([whoBringsBack]);
    expect(problems('process.kill', { port: 80, recovers: true, restart: ['x'] })).toEqual([whoBringsBack]);
    expect(problems('process.kill', { port: 80, pick: 'all', restart: ['x'] })).toEqual(['expected one: restart starts one process']);
    expect(problems('process.kill', { port: 80, recovers: true, signal: 'HUP' })).toEqual(['expected one of KILL, TERM, INT, QUIT, ABRT']);
  });

  test('wants something to burn', () => {
    expect(problems('process.stress', { port: 80 })).toEqual(['expected cpu: <workers>, memory: <size>, or both']);
    expect(problems('process.stress', { port: 80, cpu: 0 })).toEqual(['expected a number of workers, 1 to 256']);
    expect(problems('process.stress', { port: 80, memory: '256MiB' })).toEqual([]);
  });

  test('can be shown to an editor', () => {
    for (const { schema } of kinds) expect(z.toJSONSchema(schema, { io: 'input' })).toMatchObject({ type: 'object', additionalProperties: false });
  });
});

test('a kill with restart stays until it is taken back, one with a supervisor ends by itself', () => {
  const kind = kinds.find(({ type }) => type === 'process.kill');
  const spec = (written: object) => kind?.schema.parse(written) ?? {};
  expect(kind?.needsFor(spec({ port: 80, restart: ['x'] }))).toBe(true);
  expect(kind?.needsFor(spec({ port: 80, recovers: true }))).toBe(false);
  expect(kind?.plan(spec({ port: 80, recovers: true }), ports)).toMatchObject({ healsByItself: true, locks: ['process:port:80'], hosts: ['localhost'] });
});
