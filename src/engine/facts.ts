import type { SliSpec } from '../domain/experiment.ts';
import type { SliFacts } from '../domain/events.ts';
import type { Plan } from './plan.ts';

/** What judging must know of each SLI, and of each probe that is only observed. */
export function factsOf({ experiment: { slis, observe }, prometheus }: Pick<Plan, 'experiment' | 'prometheus'>): readonly SliFacts[] {
  const interval = prometheus?.scrapeInterval;
  const facts =
    (judged: boolean) =>
    ({ name, probe, unit, every, poolable }: SliSpec): SliFacts => ({
      ...{ name, probe, unit, every, poolable, judged },
      ...(probe === 'prometheus' && interval !== undefined ? { scrapeInterval: interval } : {}),
    });
  return [...slis.map(facts(true)), ...observe.map(facts(false))];
}
