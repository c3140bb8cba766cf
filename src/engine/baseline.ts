import { addToBaseline, baselineProblems, measuredBaseline, openBaseline, type Baseline } from '../domain/baseline.ts';
import { compare, limitOf } from '../domain/condition.ts';
import type { Refusal } from '../domain/plan.ts';
import { ms, show } from '../domain/units.ts';
import { showMust } from '../domain/wording.ts';
import { factsOf } from './facts.ts';
import type { Plan } from './plan.ts';
import type { Scene } from './scene.ts';
import type { Stage } from './stage.ts';

/** Preflight ends right at a sample, and samples are not quite on time: without this much room a window would lose one at each edge. */
const jitter = 150;

/** Measures every SLI untouched; `undefined` after a halt, or where what "of baseline" refers to could not be measured and the run is refused. */
export async function measureBaseline(plan: Plan, scene: Scene, stage: Stage): Promise<Baseline['values'] | undefined> {
  const { journal, halt, world } = stage;
  if (halt.signal.aborted) return undefined;
  journal.emit({ kind: 'phase.entered', phase: 'baseline' });
  const { warmUp, for: time } = plan.experiment.baseline;
  const from = ms(journal.now() + warmUp);
  const window = openBaseline(factsOf(plan), ms(from - jitter), ms(from + time + jitter));
  {
    using listening = scene.sampling.listen((sli, sample) => addToBaseline(window, sli.name, sample));
    void listening;
    await world.clock.sleep(ms(warmUp + time + jitter), halt.signal);
  }
  if (halt.signal.aborted) return undefined;
  const baseline = measuredBaseline(window);
  journal.emit({ kind: 'baseline.measured', ...baseline });
  const refusals = [...baselineProblems(plan.experiment, baseline), ...unsteady(plan, baseline.values)];
  if (refusals.length > 0) journal.emit({ kind: 'preflight.refused', refusals });
  return refusals.length > 0 ? undefined : baseline.values;
}

/** A target that left its steady state while it was only looked at is not to be broken further. A baseline too short to say leaves it at preflight's word. */
function unsteady({ experiment }: Plan, values: Baseline['values']): readonly Refusal[] {
  return experiment.steadyState.flatMap((condition) => {
    const { sli, comparator, bound } = condition;
    const value = values[sli];
    const limit = limitOf(bound, value);
    if (value === undefined || limit === undefined || compare(comparator, value, limit)) return [];
    const dimension = experiment.slis.find(({ name }) => name === sli)?.unit.dimension ?? 'number';
    const found = `${sli} ${show(value, dimension)}, ${showMust(condition, dimension, undefined)}`;
    return [{ why: `the steady state did not hold over the baseline: ${found}.`, hint: 'Drill a healthy target: see to it first.' }];
  });
}
