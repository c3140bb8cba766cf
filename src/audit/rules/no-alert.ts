import { mentions } from '../alerts.ts';
import { about, nameOf, type Rule } from '../rule.ts';

/** By name alone: whether an alert that names a workload would fire when it is away, only a drill can tell. */
export const noAlert: Rule = {
  id: 'no-alert',
  severity: 'medium',
  about: 'No alerting rule of Prometheus names the workload or its Services: nobody may be called when it is away.',
  unknown: ({ alerts }) => (alerts.kind === 'unknown' ? alerts.why : undefined),
  check: ({ namespace, alerts, workloads }) =>
    alerts.kind === 'unknown'
      ? []
      : workloads
          .filter(({ name, services }) => !alerts.value.some((alert) => mentions(alert, [name, ...services.map(({ metadata }) => metadata.name)])))
          .map((workload) => {
            const wide = alerts.value.filter((alert) => mentions(alert, [namespace])).length;
            const near = wide === 0 ? '' : `, though ${wide} ${wide === 1 ? 'names' : 'name'} its namespace`;
            const count = alerts.value.length;
            const why = `none of ${count} alerting ${count === 1 ? 'rule' : 'rules'} names it${near}: nobody may be called when it is away`;
            return about(workload, 'an alerting rule, which is missing', why, `an alert on what its users see, with ${nameOf(workload)} in its labels`);
          }),
};
