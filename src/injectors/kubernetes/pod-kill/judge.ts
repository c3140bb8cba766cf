/** Whether a kill shows, and whether all is as it was; decided from what a survey gave. */
import type { Leftover, Observation } from '../../../domain/plan.ts';
import type { Seen } from './survey.ts';

export const hitOf = ({ victims }: Seen): number => victims.filter(({ state }) => state !== 'alive').length;
export const goneOf = ({ victims }: Seen): number => victims.filter(({ state }) => state === 'gone').length;

/** By how much workloads were scaled down since: so many fewer pods, and endpoints, are to come back. */
function fewer({ was, now }: Seen['groups'][number]): number {
  return Math.max(0, was.desired - (now?.desired ?? 0));
}

/** What is still missing; empty where all who were hit are gone and as much is available, and answers, as before. */
export function missing(seen: Seen): readonly Omit<Leftover, 'command'>[] {
  const lowered = seen.groups.reduce((sum, group) => sum + fewer(group), 0);
  const ending = seen.victims.filter(({ state }) => state === 'ending');
  return [
    ...ending.map(({ name }) => ({ target: `pod/${name}`, why: 'it is still terminating: its grace, a finalizer or a node that does not answer holds it' })),
    ...seen.groups.flatMap(({ was, now }) => {
      if (now === undefined) return [];
      const wanted = Math.min(was.ready, now.desired);
      return now.ready >= wanted ? [] : [{ target: was.name, why: `${now.ready} of ${wanted} pods are available` }];
    }),
    ...seen.services.flatMap(({ name, was, now }) => {
      const wanted = Math.max(0, was - lowered);
      return now === undefined || now >= wanted ? [] : [{ target: `service/${name}`, why: `${now} of ${wanted} endpoints are ready` }];
    }),
  ];
}

/** What somebody else changed since, for which it cannot be as it was. */
export function editsSince({ groups, services }: Seen): readonly string[] {
  return [
    ...groups.flatMap((group) => {
      const { was, now } = group;
      if (now === undefined) return [`${was.name} has been removed since`];
      return fewer(group) > 0 ? [`${was.name} was scaled from ${was.desired} to ${now.desired} since`] : [];
    }),
    ...services.flatMap(({ name, now }) => (now === undefined ? [`service/${name} has been removed since`] : [])),
  ];
}

/** A kill is there from the first sign of it until everything it took is back. `spared` are those that were not killed. */
export function present(seen: Seen, spared: number): Observation['presence'] {
  const hit = hitOf(seen) - spared;
  if (hit <= 0) return 'absent';
  if (hit < seen.victims.length) return 'partly';
  return missing(seen).length === 0 ? 'absent' : 'present';
}
