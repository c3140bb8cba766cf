import { addToBaseline, baselineProblems, measuredBaseline, openBaseline, type Baseline } from '../domain/baseline.ts';
import { ms } from '../domain/units.ts';
import { factsOf } from './facts.ts';
import type { Plan } from './plan.ts';
import type { Scene } from './scene.ts';
import type { Stage } from './stage.ts';

/** Measures every SLI untouched; `undefined` after a halt, or where what "of baseline" refers to could not be measured and the run is refused. */
export async function measureBaseline(plan: Plan, scene: Scene, stage: Stage): Promise<Baseline['values'] | undefined> {
  const { journal, halt, world } = stage;
  if (halt.signal.aborted) return undefined;
  journal.emit({ kind: 'phase.entered', phase: 'baseline' });
  const { warmUp, for: time } = plan.experiment.baseline;
  const from = ms(journal.now() + warmUp);
  const window = openBaseline(factsOf(plan.experiment), from, ms(from + time));
  {
    using listening = scene.sampling.listen((sli, sample) => addToBaseline(window, sli.name, sample));
    void listening;
    await world.clock.sleep(ms(warmUp + time), halt.signal);
  }
  if (halt.signal.aborted) return undefined;
  const baseline = measuredBaseline(window);
  journal.emit({ kind: 'baseline.measured', ...baseline });
  const refusals = baselineProblems(plan.experiment, baseline);
  if (refusals.length > 0) journal.emit({ kind: 'preflight.refused', refusals });
  return refusals.length > 0 ? undefined : baseline.values;
}
