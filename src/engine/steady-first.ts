import type { Refusal } from '../domain/plan.ts';
import { feed, heldSince, settling, steadyAt, trackSteady, type SteadyStatus } from '../domain/steady.ts';
import { ms, showMs } from '../domain/units.ts';
import { factsOf } from './facts.ts';
import type { Plan } from './plan.ts';
import type { Sampling } from './sampling.ts';
import type { Stage } from './stage.ts';

/** Waits until the steady state has held for 5 s and every SLI has answered; otherwise says which did not, with its number. */
export async function steadyFirst(plan: Plan, sampling: Sampling, stage: Stage): Promise<readonly Refusal[]> {
  const { journal, halt, world } = stage;
  const tracker = trackSteady(plan.experiment.steadyState, factsOf(plan), journal.now());
  const silent = new Map(plan.experiment.slis.map(({ name }) => [name, 'no sample came']));
  const held = new AbortController();
  let last = journal.now();
  using listening = sampling.listen((sli, sample) => {
    if (sample.kind === 'blind') setIfThere(silent, sli.name, sample.reason);
    else silent.delete(sli.name);
    feed(tracker, sli.name, sample);
    last = journal.now();
    if (silent.size === 0 && heldSince(tracker, last) !== undefined) held.abort();
  });
  void listening;
  await world.clock.sleep(ms(settling + tracker.span), AbortSignal.any([held.signal, halt.signal]));
  if (held.signal.aborted || halt.signal.aborted) return [];
  return [...unsteady(steadyAt(tracker, last), tracker.span), ...[...silent].map(([name, why]) => noData(name, why))];
}

function setIfThere(map: Map<string, string>, key: string, value: string): void {
  if (map.has(key)) map.set(key, value);
}

function unsteady(status: SteadyStatus, span: number): readonly Refusal[] {
  const broken = status.conditions.filter((one) => one.status !== 'held').map(({ text }) => text);
  if (broken.length === 0) return [];
  return [
    {
      why: `the steady state does not hold for ${showMs(span)}: ${broken.join('; ')}.`,
      hint: 'Drill a healthy target: see to it first, or correct steady-state.',
    },
  ];
}

function noData(name: string, why: string): Refusal {
  return { why: `the SLI ${name} has no data: ${why}.`, hint: 'Without it the run could not see what it does: correct its address or query.' };
}
