/** Whether as much is available, and answers, as before; decided from how things stand. */
import type { Leftover } from '../../../domain/plan.ts';
import type { Standing } from './standing.ts';

export type Missing = Omit<Leftover, 'command'>;

/** By how much a workload was scaled down since: so many fewer pods, and endpoints, are to come back. */
function fewer({ was, now }: Standing['groups'][number]): number {
  return Math.max(0, was.desired - (now?.desired ?? 0));
}

/** What is still missing; what somebody has removed or scaled down since is not waited for. */
export function missingFrom({ groups, services }: Pick<Standing, 'groups' | 'services'>): readonly Missing[] {
  const lowered = groups.reduce((sum, group) => sum + fewer(group), 0);
  return [
    ...groups.flatMap(({ was, now }) => {
      if (now === undefined) return [];
      const wanted = Math.min(was.ready, now.desired);
      return now.ready >= wanted ? [] : [{ target: was.name, why: `${now.ready} of ${wanted} pods are available` }];
    }),
    ...services.flatMap(({ name, was, now }) => {
      const wanted = Math.max(0, was - lowered);
      return now === undefined || now >= wanted ? [] : [{ target: `service/${name}`, why: `${now} of ${wanted} endpoints are ready` }];
    }),
  ];
}

/** What somebody else changed since, for which it cannot be as it was. */
export function editsSince({ groups, services }: Pick<Standing, 'groups' | 'services'>): readonly string[] {
  return [
    ...groups.flatMap((group) => {
      const { was, now } = group;
      if (now === undefined) return [`${was.name} has been removed since`];
      return fewer(group) > 0 ? [`${was.name} was scaled from ${was.desired} to ${now.desired} since`] : [];
    }),
    ...services.flatMap(({ name, now }) => (now === undefined ? [`service/${name} has been removed since`] : [])),
  ];
}
