import { waiting } from '../domain/analysis/waiting.ts';
import { feed, steadyAt, trackSteady } from '../domain/steady.ts';
import { ms, type Ms } from '../domain/units.ts';
import { factsOf } from './facts.ts';
import type { Plan } from './plan.ts';
import type { Scene } from './scene.ts';
import type { Stage } from './stage.ts';

/** Waits for the steady state, then for what is expected within a time from the restore; an operator who wants to leave is not kept. */
export async function recover(plan: Plan, baseline: Readonly<Record<string, number>>, scene: Scene, stage: Stage): Promise<void> {
  const { journal } = stage;
  journal.emit({ kind: 'run.restored' });
  if (stage.operator.aborted || leaves(stage) || journal.analysis.injections.size === 0) return;
  journal.emit({ kind: 'phase.entered', phase: 'recovery' });
  await awaitSteady(plan, baseline, scene, stage);
  while (waiting(journal.analysis).length > 0 && !stage.operator.aborted) await stage.world.clock.sleep(ms(100), stage.operator);
}

/** Halted by hand: whoever did wants the prompt back, not a measurement. */
function leaves({ halt }: Stage): boolean {
  return halt.reason?.kind === 'signal' || halt.reason?.kind === 'operator';
}

async function awaitSteady(plan: Plan, baseline: Readonly<Record<string, number>>, scene: Scene, stage: Stage): Promise<void> {
  const { journal, world } = stage;
  const within = plan.experiment.expect.find((one) => one.kind === 'recovery')?.within ?? ms(60_000);
  const restored = journal.now();
  const tracker = trackSteady(plan.experiment.steadyState, factsOf(plan.experiment), restored);
  const reached = new AbortController();
  let since: Ms | undefined;
  using listening = scene.sampling.listen((sli, sample) => {
    feed(tracker, sli.name, sample);
    since ??= steadyAt(tracker, journal.now(), baseline).since;
    if (since !== undefined) reached.abort();
  });
  void listening;
  await world.clock.sleep(ms(within + tracker.span), AbortSignal.any([reached.signal, stage.operator]));
  if (since !== undefined) journal.emit({ kind: 'recovery.reached', since, took: ms(since - restored) });
  else if (!stage.operator.aborted) journal.emit({ kind: 'recovery.missed', after: within });
}
