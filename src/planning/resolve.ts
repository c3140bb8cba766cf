import { worstDetection, type Detection } from '../domain/detection.ts';
import type { Experiment, FaultSpec } from '../domain/experiment.ts';
import type { FaultPlan } from '../domain/plan.ts';
import type { Plan, PlannedFault } from '../engine/plan.ts';
import { injectorKinds } from '../injectors/index.ts';
import type { PlanContext } from '../ports/injector.ts';
import type { ProbeContext } from '../ports/probe.ts';
import { probeKinds } from '../probes/index.ts';
import type { Config } from '../experiment/config.ts';
import { forbidden } from './forbidden.ts';

export interface ResolveOptions {
  readonly rehearsal: boolean;
  readonly seed: number;
  readonly secrets: readonly string[];
  /** The config as it is now: asked again in preflight, since a plan may be older. */
  readonly config: () => Config | undefined;
}

/** Everything a run will do, resolved from the file and its config; touches nothing. */
export function resolvePlan(experiment: Experiment, { config, ...options }: ResolveOptions): Plan {
  const environment = config()?.environments[experiment.environment ?? ''];
  const proxies = environment?.proxies ?? {};
  const contexts = environment?.contexts ?? {};
  const production = environment?.production ?? false;
  const optIn = environment?.optIn ?? false;
  const context: PlanContext = { proxies, contexts, production, optIn, folder: experiment.folder };
  const faults = experiment.faults.map((spec): PlannedFault => ({ spec, plan: planOf(spec, context) }));
  const { scrapes } = experiment;
  const prometheus = environment?.prometheus;
  const probes: ProbeContext = { folder: experiment.folder, scrapes, loads: experiment.load, contexts, ...(prometheus === undefined ? {} : { prometheus }) };
  return {
    ...options,
    experiment,
    faults,
    proxies,
    contexts,
    scrapes,
    ...(prometheus === undefined ? {} : { prometheus }),
    ...(environment?.loadImage === undefined ? {} : { loadImage: environment.loadImage }),
    production,
    optIn,
    detection: detectionOf(experiment, probes),
    forbidden: async (seen) => forbidden({ experiment, faults, probes, secrets: options.secrets }, config(), seen),
  };
}

function planOf(spec: FaultSpec, context: PlanContext): FaultPlan {
  const kind = injectorKinds.find(({ type }) => type === spec.type);
  if (kind === undefined) throw new Error(`no injector ${spec.type} is known to this firedrill`);
  return kind.plan(spec.spec, spec.for === undefined ? context : { ...context, for: spec.for });
}

function detectionOf(experiment: Experiment, context: ProbeContext): readonly Detection[] {
  return experiment.abort.flatMap((condition) => {
    const sli = experiment.slis.find(({ name }) => name === condition.condition.sli);
    const kind = probeKinds.find((one) => one.kind === sli?.probe);
    if (sli === undefined || kind === undefined) return [];
    const { bound } = condition.condition;
    const { every, timeout } = sli;
    const staleness = kind.staleness(sli.spec, context, { every, ...(bound.kind === 'absolute' ? { limit: bound.value } : {}) });
    return [worstDetection(condition, { every, timeout, staleness })];
  });
}
