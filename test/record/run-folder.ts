/** Writes the folder of a run as a run would have left it. */
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Event } from '../../src/domain/events.ts';
import type { UndoLine } from '../../src/domain/undo.ts';
import { header, prepared } from './places.ts';

interface Written {
  readonly run: string;
  readonly events: readonly Event[];
  /** When it started, by the calendar. */
  readonly wall: string;
  /** What it undid; that one fault was put in and out, unless said. */
  readonly undo?: readonly UndoLine[];
}

export const tidy: readonly UndoLine[] = [prepared(1), { kind: 'restored', n: 1, by: 'runner' }];

/** Gives the folder. */
export async function writeRun(base: string, { run, events, wall, undo = tidy }: Written): Promise<string> {
  const folder = join(base, '.firedrill', 'runs', run);
  await mkdir(join(folder, 'logs'), { recursive: true });
  const named = events.map((event) => (event.kind === 'run.started' || event.kind === 'run.finished' ? { ...event, run, wall } : event));
  await writeFile(join(folder, 'events.ndjson'), linesOf(named));
  await writeFile(join(folder, 'undo.ndjson'), linesOf([{ ...header, run, wall }, ...undo]));
  await writeFile(join(folder, 'report.md'), 'x'.repeat(10_000));
  await writeFile(join(folder, 'logs', 'shop.log'), 'x'.repeat(10_000));
  return folder;
}

/** What somebody who restores it later adds to its record. */
export const goOn = (folder: string, events: readonly Event[]): Promise<void> => appendFile(join(folder, 'events.ndjson'), linesOf(events));

const linesOf = (lines: readonly object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
