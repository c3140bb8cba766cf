import { allOut, nothingInjected } from '../domain/analysis/faults.ts';
import { waiting } from '../domain/analysis/waiting.ts';
import { recoveryWithin } from '../domain/recovery.ts';
import { feed, heldSince, trackSteady } from '../domain/steady.ts';
import { ms, type Ms } from '../domain/units.ts';
import { factsOf } from './facts.ts';
import type { Plan } from './plan.ts';
import type { Scene } from './scene.ts';
import type { Stage } from './stage.ts';

/** Waits for the steady state, then for what is expected within a time from the restore; an operator who wants to leave is not kept. */
export async function recover(plan: Plan, baseline: Readonly<Record<string, number>>, scene: Scene, stage: Stage): Promise<void> {
  const { journal } = stage;
  journal.emit({ kind: 'run.restored' });
  if (stage.operator.aborted || leaves(stage) || nothingInjected(journal.analysis)) return;
  // What looks steady while a fault is left is no recovery from it.
  if (!allOut(journal.analysis)) return;
  journal.emit({ kind: 'phase.entered', phase: 'recovery' });
  // A run that was halted before may still be left by its operator; any halt from here on ends the waiting too.
  const leave = stage.halt.signal.aborted ? stage.operator : AbortSignal.any([stage.operator, stage.halt.signal]);
  await awaitSteady(plan, baseline, scene, stage, leave);
  while (waiting(journal.analysis).length > 0 && !leave.aborted) await stage.world.clock.sleep(ms(100), leave);
}

/** Halted by hand: whoever did wants the prompt back, not a measurement. */
function leaves({ halt }: Stage): boolean {
  return halt.reason?.kind === 'signal' || halt.reason?.kind === 'operator';
}

async function awaitSteady(plan: Plan, baseline: Readonly<Record<string, number>>, scene: Scene, { journal, world }: Stage, leave: AbortSignal): Promise<void> {
  const within = recoveryWithin(plan.experiment.expect);
  const restored = journal.now();
  const tracker = trackSteady(plan.experiment.steadyState, factsOf(plan), restored);
  const reached = new AbortController();
  let since: Ms | undefined;
  using listening = scene.sampling.listen((sli, sample) => {
    feed(tracker, sli.name, sample);
    since ??= heldSince(tracker, journal.now(), baseline);
    if (since !== undefined) reached.abort();
  });
  void listening;
  await world.clock.sleep(ms(within + tracker.span), AbortSignal.any([reached.signal, leave]));
  if (since !== undefined) journal.emit({ kind: 'recovery.reached', since, took: ms(since - restored) });
  else if (!leave.aborted) journal.emit({ kind: 'recovery.missed', after: within });
}
