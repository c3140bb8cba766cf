import { measureBaseline } from './baseline.ts';
import { Faults } from './faults.ts';
import { perform } from './perform.ts';
import type { Plan } from './plan.ts';
import { preflight } from './preflight.ts';
import { recover } from './recovery.ts';
import { openStage, type RunResult, type Stage } from './stage.ts';
import { watch } from './watcher.ts';
import type { World } from './world.ts';

/**
 * Runs one planned experiment to its verdict.
 * Whatever road leads out, everything injected is restored first; what could not be is named in the result and outranks all else.
 * Killed half-way it leaves its record, by which the guardian, or `firedrill restore`, takes everything out.
 */
export async function run(plan: Plan, world: World, operator: AbortSignal): Promise<RunResult> {
  await using stage = await openStage(plan, world, operator);
  await drill(plan, stage).catch((error: unknown) => stage.journal.emit({ kind: 'tool.failed', why: explain(error) }));
  return await stage.conclude();
}

async function drill(plan: Plan, stage: Stage): Promise<void> {
  stage.journal.emit({ kind: 'plan.resolved', faults: plan.faults.map(({ spec, plan: one }) => ({ name: spec.name, plan: one })), detection: plan.detection });
  await using scene = await preflight(plan, stage); // guardian, locks, application, load, sampling; or a refusal
  if (!scene.ready) return;
  const baseline = await measureBaseline(plan, scene, stage);
  if (baseline === undefined) return;
  using watcher = watch(plan, baseline, scene.sampling, stage); // from the first injection until the last restore begins: what comes then is recovery
  await using faults = new Faults(plan, scene, watcher, stage); // last in, first out: whatever road leads out restores before anything else ends
  await perform(plan, faults, stage); // each fault in and out at its own time, until the last is out or something halts
  await faults.restore(); // what a halt left in place
  await recover(plan, baseline, scene, stage);
}

function explain(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
