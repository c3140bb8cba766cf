import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readEvents } from '../record/folder.ts';
import { isPruned } from '../record/remains.ts';
import { reportJson } from '../report/json.ts';
import { reportMarkdown } from '../report/markdown.ts';
import { viewOf } from '../report/view.ts';
import { CommandFailed } from './problem.ts';

export interface Reports {
  readonly md: string;
  readonly json: string;
}

/** Makes every report of a run from its record, in its folder; throws CommandFailed where the record says nothing yet. */
export async function writeReports(folder: string): Promise<Reports> {
  if (isPruned(folder))
    throw new CommandFailed(`Cannot report: run ${basename(folder)} is pruned.`, `Its verdict stays: firedrill runs, and ${join(folder, 'summary.json')}.`, 2);
  const view = viewOf(await readEvents(folder));
  if (view === undefined) throw new CommandFailed(`Cannot report: ${folder} records no run.`, 'firedrill runs lists those that do.', 2);
  const reports = { md: reportMarkdown(view), json: reportJson(view) };
  await Promise.all([write(folder, 'report.md', reports.md), write(folder, 'report.json', reports.json)]);
  return reports;
}

const write = (folder: string, name: string, text: string): Promise<void> => writeFile(join(folder, name), text, { mode: 0o600 });
