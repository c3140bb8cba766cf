import { writeFile } from 'node:fs/promises';
import { trendOf, type Trend } from '../domain/memory/trend.ts';
import { reason } from '../domain/reason.ts';
import { didYouMean, oneOf } from '../experiment/nearest.ts';
import { systemClock } from '../platform/clock.ts';
import type { Store } from '../ports/store.ts';
import { trendHtml } from '../report/trend/html.ts';
import { trendText } from '../report/trend/text.ts';
import { CommandFailed } from './problem.ts';
import { openMemory } from './remember.ts';
import type { TrendOptions } from './trend.ts';

/** What is printed; the page is written besides. @throws CommandFailed where no run of it is remembered, or the page cannot be written. */
export async function showTrend(experiment: string, { since, html, json }: TrendOptions): Promise<string> {
  await using store = await openMemory();
  const trend = trendOf(experiment, await store.runs({ experiment }), since);
  if (trend.environments.length === 0) throw await noRuns(store, experiment, since);
  if (html !== undefined) await writePage(html, trend);
  return json === true ? JSON.stringify(trend, null, 2) : trendText(trend);
}

async function noRuns(store: Store, experiment: string, since: string | undefined): Promise<CommandFailed> {
  const runs = await store.runs({});
  const names = [...new Set(runs.map((run) => run.experiment))];
  if (since !== undefined && names.includes(experiment))
    return new CommandFailed(`Cannot show the trend of ${experiment}: none of its runs started since ${since.slice(0, 10)}.`, 'Leave out --since.', 2);
  return new CommandFailed(`Cannot show the trend of ${experiment}: no run of it is remembered.`, hintFor(experiment, names), 2);
}

/** An experiment is called by its name; many call it by its file. */
function hintFor(experiment: string, names: readonly string[]): string {
  if (names.length === 0) return 'No run is remembered yet: firedrill run <file> makes one.';
  return didYouMean(experiment, names, `By the name that its file gives it: ${oneOf(names)}.`);
}

async function writePage(file: string, trend: Trend): Promise<void> {
  await writeFile(file, trendHtml(trend, systemClock.wall())).catch((error: unknown) => {
    throw new CommandFailed(`Cannot write ${file}: ${reason(error)}.`, 'Name another file.', 2);
  });
}
