import type { Experiment, SliSpec } from '../domain/experiment.ts';
import type { SliFacts } from '../domain/events.ts';

/** What judging must know of each SLI, and of each probe that is only observed. */
export function factsOf({ slis, observe }: Experiment): readonly SliFacts[] {
  const facts =
    (judged: boolean) =>
    ({ name, probe, unit, every, poolable }: SliSpec): SliFacts => ({ name, probe, unit, every, poolable, judged });
  return [...slis.map(facts(true)), ...observe.map(facts(false))];
}
