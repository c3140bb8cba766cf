import { basename } from 'node:path';
import type { RunSummary } from '../domain/memory/run-summary.ts';
import { reason } from '../domain/reason.ts';
import { show } from '../domain/units.ts';
import { exitCodes } from '../domain/verdict.ts';
import { several } from '../domain/wording.ts';
import { program } from '../platform/program.ts';
import { notesIn } from '../record/deliveries.ts';
import { listRuns } from '../record/folder.ts';
import { bulkOf, pruneFolder, type Bulk } from '../record/remains.ts';
import { loadUndo } from '../record/undo-log.ts';
import { createToolbox, type Toolbox } from '../toolbox.ts';
import { isAlive } from './dead-runs.ts';
import { CommandFailed } from './problem.ts';
import { openMemory, summaryIn } from './remember.ts';
import { baseFolder } from './run-folder.ts';

interface Candidate {
  readonly folder: string;
  readonly summary: RunSummary;
  readonly bulk: Bulk;
}

/**
 * Prunes the runs of this checkout that ended before an instant, but for those that something still needs; resolves with 0, or 4 where one could not be.
 * Killed half-way, it leaves whole runs and pruned ones, and at most one between: its verdict is on disk, and the next time finishes it.
 */
export async function prune(before: string, dryRun: boolean): Promise<number> {
  await using toolbox = createToolbox();
  const damage = toolbox.state.damage();
  if (damage !== undefined) throw new CommandFailed(`Cannot prune: nobody can say which runs left something: ${damage.why}.`, damage.hint, exitCodes.refused);
  let [pruned, freed, failed] = [0, 0, 0];
  for (const candidate of await candidates(before)) {
    const run = basename(candidate.folder);
    const kept = await needed(candidate, toolbox);
    if (kept !== undefined) {
      program.print(`Kept ${run}: ${kept}`);
      continue;
    }
    try {
      freed += await pruneOne(candidate, dryRun);
      pruned += 1;
    } catch (error) {
      failed += 1;
      program.talk(`Cannot prune ${run}: ${reason(error)}. Make ${candidate.folder} writable.`);
    }
  }
  program.print(ending(pruned, freed, dryRun));
  return failed === 0 ? 0 : exitCodes.refused;
}

function ending(pruned: number, freed: number, dryRun: boolean): string {
  if (pruned === 0) return 'Nothing to prune.';
  if (dryRun) return `Would prune ${several(pruned, 'run')} and free ${show(freed, 'size')}; verdicts stay.`;
  return `Pruned ${several(pruned, 'run')}, ${show(freed, 'size')} freed; verdicts stay.`;
}

/** Those whose end is in the store and whose bulk is still here: of what died without a word nobody knows when. */
async function candidates(before: string): Promise<readonly Candidate[]> {
  await using store = await openMemory();
  const ended = new Map((await store.runs({})).map((summary) => [summary.run, summary]));
  const found: Candidate[] = [];
  for (const folder of await listRuns(baseFolder())) {
    const summary = ended.get(basename(folder));
    if (summary === undefined || (summary.finished ?? summary.started) >= before) continue;
    const bulk = await bulkOf(folder);
    if (bulk.names.length > 0) found.push({ folder, summary, bulk });
  }
  return found;
}

/** What still needs the whole record, if anything does. */
async function needed({ folder, summary: { run } }: Candidate, toolbox: Toolbox): Promise<string | undefined> {
  if (await isAlive(run, toolbox)) return 'it is alive.';
  if (toolbox.state.find(run) !== undefined) return `something is still held for it. firedrill restore ${run}`;
  const pending = await loadUndo(folder).then(
    (undo) => undo.pending.length,
    (error: unknown) => `whether something is left cannot be read: ${reason(error)}. firedrill restore ${run}`,
  );
  if (typeof pending === 'string') return pending;
  if (pending > 0) return `${several(pending, 'fault')} not restored. firedrill restore ${run}`;
  const owed = [...(await notesIn(folder))].filter(([, { state }]) => state === 'open' || state === 'undelivered');
  return owed.length === 0 ? undefined : `it is not delivered to ${owed.map(([name]) => name).join(', ')} yet. firedrill report --resend ${run}`;
}

async function pruneOne({ folder, summary, bulk: { names, bytes } }: Candidate, dryRun: boolean): Promise<number> {
  // The folder's own word, where it still has one: the store may be a few events behind.
  const { recorded: _, ...kept } = (await summaryIn(folder)) ?? summary;
  if (!dryRun) await pruneFolder(folder, kept, names);
  return bytes;
}
