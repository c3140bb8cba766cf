import type { Experiment } from '../domain/experiment.ts';
import { pinnedFor } from '../domain/kubernetes/contexts.ts';
import type { Refusal } from '../domain/plan.ts';
import type { PlannedFault } from '../engine/plan.ts';
import { readerRefusals } from '../experiment/clusters.ts';
import type { Config } from '../experiment/config.ts';
import { checkEnvironment } from '../experiment/environment.ts';
import type { Seen } from '../experiment/hits.ts';
import type { ProbeContext } from '../ports/probe.ts';
import { probeKinds } from '../probes/index.ts';

interface Planned {
  readonly experiment: Experiment;
  readonly faults: readonly PlannedFault[];
  readonly probes: ProbeContext;
  readonly secrets: readonly string[];
}

/** Why file and config together do not allow a run, whatever the state of the targets; empty where they do. */
export function forbidden(planned: Planned, config: Config | undefined, seen?: Seen): readonly Refusal[] {
  const { experiment, faults, probes } = planned;
  const read = [...experiment.slis, ...experiment.observe].flatMap(
    ({ probe, spec }) => probeKinds.find(({ kind }) => kind === probe)?.hosts(spec, probes) ?? [],
  );
  return [
    ...checkEnvironment(experiment, faults, read, config, seen),
    ...sourceless(planned, config),
    ...unpinned(planned, config),
    ...spilt(planned),
    ...shown(planned),
  ];
}

/** An SLI of a cluster that the environment does not pin; an environment that is no good is reason enough by itself. */
function unpinned({ experiment }: Planned, config: Config | undefined): readonly Refusal[] {
  const { environment: name, slis, observe } = experiment;
  const environment = config?.environments[name ?? ''];
  if (name !== undefined && environment === undefined) return [];
  return [...slis, ...observe].flatMap(({ name: sli, probe, spec }) => {
    const read = probeKinds.find(({ kind }) => kind === probe)?.cluster?.(spec);
    if (read === undefined) return [];
    const context = read.context ?? pinnedFor(undefined, environment?.contexts ?? {})?.context;
    return readerRefusals({ sli, ...(context === undefined ? {} : { context }) }, environment, config?.file ?? '');
  });
}

/** An SLI of a Prometheus that no config names; an environment that is no good is reason enough by itself. */
function sourceless({ experiment, probes }: Planned, config: Config | undefined): readonly Refusal[] {
  const { environment: name, slis, observe } = experiment;
  if (probes.prometheus !== undefined || (name !== undefined && config?.environments[name] === undefined)) return [];
  const [none, hint] =
    name === undefined
      ? ['without an environment there is none', 'Say environment: in the experiment, one of firedrill.config.yaml that has prometheus.']
      : [`environment ${name} names none`, `Add prometheus: { url: http://… } to environment ${name} in ${config?.file}.`];
  const asking = [...slis, ...observe].filter(({ probe }) => probe === 'prometheus');
  return asking.map((sli) => ({ why: `the SLI ${sli.name} is read from Prometheus, and ${none}.`, hint }));
}

/** A Job shows what it is told to everybody who may read Jobs. */
function shown({ experiment, secrets }: Planned): readonly Refusal[] {
  const carriers = experiment.load.filter((load) => load.in !== undefined && carries(load, secrets));
  return carriers.map(({ name }) => ({
    why: `load ${name} carries what came from a variable or a file, and the Job that sends it would show it to whoever may read Jobs.`,
    hint: 'Send it from the runner, without in:; or say what is no secret by vars: and --var.',
  }));
}

function carries(what: object, secrets: readonly string[]): boolean {
  const text = JSON.stringify(what);
  return secrets.some((secret) => secret !== '' && text.includes(JSON.stringify(secret).slice(1, -1)));
}

/** A secret in a fault's own keys would reach the undo record, which has to restore without anybody's help. */
function spilt({ faults, secrets }: Planned): readonly Refusal[] {
  const carriers = faults.filter(({ spec }) => carries(spec.spec, secrets));
  return carriers.map(({ spec }) => ({
    why: `fault ${spec.name} carries a secret, and what restores it is written to disk.`,
    hint: 'Name the variable instead, under headers-from-env or needs-env.',
  }));
}
