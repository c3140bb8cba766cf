/**
 * Shows the messages of the Slack sink without a workspace: `npm run slack-preview` for runs of every outcome, `npm run slack-preview -- <folder of a run>…` for yours.
 * Writes `.firedrill/slack-preview/index.html`, with the charts beside it.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Event } from '../src/domain/events.ts';
import { readEvents } from '../src/record/folder.ts';
import { detailMessages } from '../src/report/slack/details.ts';
import type { Extras } from '../src/report/slack/extras.ts';
import { runningMessage } from '../src/report/slack/running.ts';
import { alarmMessage, isAlarming, verdictMessage } from '../src/report/slack/verdict.ts';
import { viewOf, type RunView } from '../src/report/view.ts';
import { drawn } from '../src/sinks/slack/drawn.ts';
import * as runs from '../test/report/runs.ts';
import { besides } from './slack-preview/besides.ts';
import { page, type Shown } from './slack-preview/page.ts';

const folder = '.firedrill/slack-preview';
const extras: Extras = { mention: 'S0614TZR7', reportUrl: 'https://ci.example/drills/{run}', findings: '2 open, 1 overdue since 2026-11-20' };

const nasty = `<!channel> <@U012AB3CD> *bold* _it_ ~gone~ \`code\` :fire: https://evil.example & "quotes" ${'long'.repeat(60)} مرحبا بالعالم 123 👩‍👩‍👧‍👦🇩🇪 \u202Eesrever`;

const samples = (): Readonly<Record<string, Event[]>> => ({
  'while it runs': runs.running(),
  'while it halts': runs.halting(),
  held: runs.held(),
  refuted: runs.refuted(),
  aborted: runs.aborted(),
  'not restored': runs.notRestored(),
  refused: runs.refused(),
  'a rehearsal': runs.rehearsed(),
  'inconclusive: blind': runs.blindRun(),
  'twelve SLIs': runs.wide(12),
  'words that want to be more than words': runs.aborted({ experiment: nasty, hypothesis: nasty, owner: nasty }),
});

/** What the channel and the thread show of one run. */
async function shown(title: string, view: RunView): Promise<Shown> {
  if (view.finished === undefined) return { title, message: runningMessage(view, extras), thread: [] };
  const { mention: _calledByTheAlarm, ...quiet } = extras;
  const alarm = isAlarming(view) ? [{ message: alarmMessage(view, extras), toAll: true }] : [];
  const thread = [...alarm, ...detailMessages(view).map((message) => ({ message, toAll: false }))];
  const chart = await drawn(view, new AbortController().signal);
  const message = verdictMessage(view, quiet);
  if (chart === undefined) return { title, message, thread };
  const file = `${title.replaceAll(/\W+/g, '-')}.png`;
  await writeFile(join(folder, file), chart.bytes);
  return { title, message, thread, chart: { file, alt: chart.title } };
}

await mkdir(folder, { recursive: true });
const named = process.argv.slice(2);
const records = named.length === 0 ? Object.entries(samples()) : await Promise.all(named.map(async (name) => [name, await readEvents(name)] as const));
const all: Shown[] = [];
for (const [title, events] of records) {
  const view = viewOf(events);
  if (view === undefined) throw new Error(`Cannot show ${title}: it records no run. Name the folder of a run, such as .firedrill/runs/7k2.`);
  all.push(await shown(title, view));
}
await writeFile(join(folder, 'index.html'), page(named.length === 0 ? [...all, ...besides()] : all));
console.log(`written: ${join(folder, 'index.html')}`);
