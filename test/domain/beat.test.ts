import { expect, test } from 'vitest';
import { toGuardian, type ToGuardian } from '../../src/domain/beat.ts';
import { header, prepared } from '../record/places.ts';

test('an undo line comes out of the pipe as it went in', () => {
  const entry = prepared(1, { undo: { toxic: 'fd-7k2m4p-1', prior: { enabled: true, toxics: [null, 1.5, 'λ'] } }, env: ['TOKEN'] });
  for (const line of [header, entry, { kind: 'applied', n: 1 }, { kind: 'restored', n: 1, by: 'runner', note: 'edited' }] as const) {
    const said: ToGuardian = { kind: 'undo', line };
    expect(toGuardian.parse(JSON.parse(JSON.stringify(said)))).toEqual(said);
  }
});

test('half an undo line is none', () => {
  expect(toGuardian.safeParse({ kind: 'undo', line: { kind: 'prepared', n: 1 } }).success).toBe(false);
  expect(toGuardian.safeParse({ kind: 'undo' }).success).toBe(false);
});
