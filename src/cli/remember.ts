import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readSummary } from '../domain/memory/read-summary.ts';
import type { RunSummary } from '../domain/memory/run-summary.ts';
import { reason } from '../domain/reason.ts';
import { ms, showMs } from '../domain/units.ts';
import { exitCodes } from '../domain/verdict.ts';
import type { Config } from '../experiment/config.ts';
import { systemClock } from '../platform/clock.ts';
import { program } from '../platform/program.ts';
import { findConfig } from '../planning/find-config.ts';
import type { Store } from '../ports/store.ts';
import { listRuns, readEvents } from '../record/folder.ts';
import { hasEnded, keptSummary, recordedBytes } from '../record/remains.ts';
import { summarise } from '../report/summary.ts';
import { viewOf } from '../report/view.ts';
import { openStore } from '../store/open.ts';
import { CommandFailed } from './problem.ts';
import { baseFolder } from './run-folder.ts';

/** What remembering may take at the end of a run. */
const patience = ms(3000);
/** As many take a moment, and a person wants to know why. */
const many = 100;

/**
 * Opens the store of this checkout with every run in it whose folder is here; give it back after use.
 * @throws CannotRemember where it cannot be used, CommandFailed where the config is wrong.
 */
export async function openMemory(base: string = baseFolder()): Promise<Store> {
  const store = await openStore(configOf(base), base, { clock: systemClock, say: program.talk });
  try {
    await catchUp(store, base);
    return store;
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
}

/** Whether anything can be remembered here: else a question alone would make a folder. */
export const mayRemember = (base: string): boolean => existsSync(join(base, '.firedrill')) || configOf(base)?.store !== undefined;

/** What its config says of the store. @throws CommandFailed where it is wrong: which store is meant is not known then. */
function configOf(base: string): Config | undefined {
  const found = findConfig(base, program.environment(), program.cwd());
  if (found.kind === 'invalid') throw new CommandFailed(`Cannot open the store: the config is wrong.`, found.text.trimEnd(), exitCodes.invalid);
  return found.kind === 'found' ? found.config : undefined;
}

/** Puts every run into the store that has ended and is not in it, or has been taken up again since: by its guardian, or by a restore. So a store that was lost is made anew. */
async function catchUp(store: Store, base: string): Promise<void> {
  const folders = await listRuns(base);
  const known = await store.known(folders.map((folder) => basename(folder)));
  const news = folders.filter((folder) => isNew(folder, known.get(basename(folder))));
  if (news.length >= many) program.talk(`Reading ${news.length} runs into the store …`);
  for (const folder of news) {
    const summary = await summaryIn(folder);
    if (summary !== undefined) await store.put(summary);
  }
}

/** By the size of its record alone: it only ever grows. */
function isNew(folder: string, known: number | undefined): boolean {
  return known === undefined || (recordedBytes(folder) ?? 0) > known;
}

/** What a folder says of its run; `undefined` where that has not ended, or nothing can be read. */
export async function summaryIn(folder: string): Promise<RunSummary | undefined> {
  // Before it is read: what is written meanwhile is read the next time.
  const recorded = recordedBytes(folder);
  const view = recorded !== undefined && (await hasEnded(folder)) ? viewOf(await readEvents(folder).catch(() => [])) : undefined;
  return view === undefined || recorded === undefined ? readSummary(await keptSummary(folder)) : asRead(summarise(view, recorded));
}

/** What could not be read back would be a run that nobody sees: it stays one that only its folder tells of. */
const asRead = (summary: RunSummary): RunSummary | undefined => readSummary(JSON.parse(JSON.stringify(summary)));

/** Puts one run that has ended into the store. Never throws and never takes long: what keeps it from that is said, and the next reader of the store tries again. */
export async function rememberRun(folder: string): Promise<void> {
  const done = new AbortController();
  const late = systemClock.sleep(patience, done.signal).then(() => Promise.reject(new Error(`it takes longer than ${showMs(patience)}`)));
  try {
    await Promise.race([putOne(folder), late]);
  } catch (error) {
    const why = error instanceof Error && 'why' in error ? String(error.why) : reason(error);
    program.talk(`Run ${basename(folder)} is not in the store yet: ${why}. firedrill runs tries again.`);
  } finally {
    done.abort();
  }
}

async function putOne(folder: string): Promise<void> {
  const base = join(folder, '..', '..', '..');
  await using store = await openStore(configOf(base), base, { clock: systemClock, say: program.talk });
  const summary = await summaryIn(folder);
  if (summary !== undefined) await store.put(summary);
}
