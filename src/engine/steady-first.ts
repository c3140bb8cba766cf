import type { Refusal } from '../domain/plan.ts';
import { feed, heldSince, settling, steadyAt, trackSteady, type SteadyStatus } from '../domain/steady.ts';
import { ms, showMs } from '../domain/units.ts';
import { factsOf } from './facts.ts';
import type { Plan } from './plan.ts';
import type { Sampling } from './sampling.ts';
import type { Stage } from './stage.ts';

/** Later than it could hold, somebody at the terminal wants to know what is waited for. */
const saysSo = ms(2000);

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
  const over = AbortSignal.any([held.signal, halt.signal]);
  const found = (): readonly Refusal[] => [...unsteady(steadyAt(tracker, last), tracker.span), ...[...silent].map(([name, why]) => noData(name, why))];
  await world.clock.sleep(ms(tracker.span + saysSo), over);
  const more = ms(settling - saysSo);
  const why = found().map((one) => one.why);
  if (!over.aborted) journal.emit({ kind: 'preflight.checked', check: `waiting for up to ${showMs(more)} more`, detail: why.join(' ') });
  await world.clock.sleep(more, over);
  return over.aborted ? [] : found();
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
