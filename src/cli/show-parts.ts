import type { Experiment, LoadSpec } from '../domain/experiment.ts';
import { show, showMs } from '../domain/units.ts';
import type { PlannedFault } from '../engine/plan.ts';

/** What a run brings up beside the faults, and what it only looks at; nothing where there is none of it. */
export function sceneLines({ application, load, observe }: Experiment): readonly string[] {
  const lines = [
    ...(application === undefined
      ? []
      : [
          `  starts     ${application.start.join(' ')} and its embedded proxies, ready within ${showMs(application.within)}, unless ${application.ready} answers already`,
        ]),
    ...load.map((one) => `  sends      ${loadText(one)}`),
    ...(observe.length === 0 ? [] : [`  observes   ${observe.map(({ name }) => name).join(', ')}: recorded, never judged`]),
  ];
  return lines.length === 0 ? [] : ['', 'while it lasts:', ...lines];
}

function loadText({ name, method, url, rate, timeout, in: place }: LoadSpec): string {
  const from = place === undefined ? '' : `, from a Job in namespace ${place.namespace}${place.context === undefined ? '' : ` of context ${place.context}`}`;
  return `load ${name}, ${show(rate, 'rate')}: ${method} ${url}, each failed after ${showMs(timeout)}${from}`;
}

function leaseText(lease: PlannedFault['plan']['lease']): string {
  switch (lease.kind) {
    case 'ttl':
      return `lease (${showMs(lease.ttl)} after the last renewal it ends by itself)`;
    case 'swept':
      return `lease (${showMs(lease.ttl)} after the last renewal firedrill sweep takes it out)`;
    case 'none':
      return `no lease: ${lease.why}`;
  }
}

/** One fault: what it does, to what, how it is proven, and what stands between it and staying. */
export function faultLines({ spec, plan }: PlannedFault): readonly string[] {
  const start = spec.start.kind === 'after' ? `after ${spec.start.fault}` : spec.start.at === 0 ? 'at once' : `${showMs(spec.start.at)} in`;
  const stay = spec.for === undefined ? 'until it heals by itself' : `for ${showMs(spec.for)}`;
  return [
    `fault ${spec.name} (${spec.type}), ${start}, ${stay}${spec.every === undefined ? '' : `, again every ${showMs(spec.every)}`}:`,
    `  does       ${plan.summary}`,
    `  touches    ${plan.candidates.join(', ')}`,
    `  at worst   ${plan.harm}`,
    `  restores   ${plan.restores}`,
    `  proof      ${{ counted: 'what it hits is counted', observed: 'its state is read back', unprovable: 'none: it can be put in place, not be seen at work' }[plan.effect]}`,
    `  defence    runner, guardian, ${leaseText(plan.lease)}, firedrill restore`,
    ...(plan.needs.env.length === 0 ? [] : [`  needs      ${plan.needs.env.join(', ')} in the environment, to restore`]),
    ...(plan.needs.rights.length === 0 ? [] : [`  rights     ${plan.needs.rights.join('; ')}`]),
    `  locks      ${plan.locks.join(', ')}`,
  ];
}
