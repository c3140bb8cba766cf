import type { Occurrences } from '../domain/program/circumstances.ts';
import type { When } from '../domain/program/program.ts';
import { showMs } from '../domain/units.ts';
import { several } from '../domain/wording.ts';
import type { Problems } from './problems.ts';
import type { Path } from './source.ts';

export interface Times {
  readonly occurrences: Occurrences;
  readonly timeZone: string;
}

/** Each slot must be over its jitter before the next is due; this many are looked at, from a day on that any schedule has to cope with. */
const looked = 60;
const from = 1_798_761_600_000; // 2027-01-01T00:00:00Z

export function readCron(problems: Problems, path: Path, { cron, jitter }: Omit<Extract<When, { kind: 'at' }>, 'kind'>, times: Times): When | undefined {
  const at = [...path, 'cron'];
  const dues = duesOf(cron, times);
  if (typeof dues === 'string')
    return problems.add(at, `"${cron}" is not a cron pattern: ${dues}.`, { expected: 'expected minute hour day month weekday, such as "0 10 * * tue"' });
  if (dues.length === 0) return problems.add(at, `"${cron}" is never due.`, { expected: 'expected a day that some month has' });
  const closest = Math.min(...dues.slice(1).map((due, index) => due - (dues[index] ?? due)));
  if (jitter >= closest)
    return problems.add([...path, 'jitter'], `A jitter of ${showMs(jitter)} reaches the next slot: two of them are ${showMs(closest)} apart.`);
  return { kind: 'at', cron, jitter };
}

/** The reason where it is no pattern. `?` would mean whenever it was read. */
function duesOf(cron: string, { occurrences, timeZone }: Times): readonly number[] | string {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) return `it has ${several(fields.length, 'field')}, not 5`;
  if (cron.includes('?')) return '? means another time for everybody who reads it';
  try {
    const dues: number[] = [];
    for (let due = occurrences.after(cron, timeZone, from); due !== undefined && dues.length < looked; due = occurrences.after(cron, timeZone, due))
      dues.push(due);
    return dues;
  } catch (error) {
    return String(error instanceof Error ? error.message : error)
      .replace(/^CronPattern: /, '')
      .replace(/\.$/, '')
      .replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  }
}
