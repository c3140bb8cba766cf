import type { Experiment } from '../domain/experiment.ts';
import type { Refusal } from '../domain/plan.ts';
import { showMs } from '../domain/units.ts';
import { capRefusals } from './caps.ts';
import { clusterRefusals, loadRefusals } from './clusters.ts';
import type { Environment } from './config-environment.ts';
import type { Config } from './config.ts';
import type { Planned, Seen } from './hits.ts';
import { isLoopback, hostOf, matches } from './hosts.ts';
import { didYouMean, oneOf } from './nearest.ts';

/**
 * Why the environment does not allow this run; empty where it does. Without an environment everything is loopback; unknown means no.
 * `seen` is what preflight saw of the targets, once it has looked.
 */
export function checkEnvironment(
  experiment: Experiment,
  faults: readonly Planned[],
  probeHosts: readonly string[],
  config: Config | undefined,
  seen?: Seen,
): readonly Refusal[] {
  const { environment: name } = experiment;
  const touched = touchedHosts(experiment, faults, probeHosts);
  if (name === undefined) return loopbackRefusals(experiment, faults, touched);
  const environment = config?.environments[name];
  if (config === undefined || environment === undefined) return [unusable(name, config)];
  const allowing = `Add it to hosts of environment ${name} in ${config.file}, if harm there is meant.`;
  return [
    ...hostRefusals(touched, environment.hosts, `environment ${name} does not allow that host`, allowing),
    ...faults.flatMap((fault) => faultRefusals(fault, environment, config.file)),
    ...faults.flatMap((fault) => clusterRefusals(fault, environment, config.file)),
    ...experiment.load.flatMap((load) => loadRefusals(load, environment, config.file)),
    ...capRefusals(faults, environment, seen),
    ...limitRefusals(experiment, environment),
    ...blindRefusals(experiment, environment),
  ];
}

function loopbackRefusals({ load }: Experiment, faults: readonly Planned[], touched: readonly Touch[]): readonly Refusal[] {
  const hint = 'Say environment: in the experiment, one of firedrill.config.yaml that allows it.';
  const clustered = faults.filter(({ plan }) => plan.cluster !== undefined);
  const loads = load.filter(({ in: place }) => place !== undefined);
  return [
    ...hostRefusals(touched, [], 'without an environment everything is loopback', hint),
    ...clustered.map(({ spec }) => ({ why: `fault ${spec.name} acts in a cluster, and without an environment none is pinned.`, hint })),
    ...loads.map(({ name }) => ({ why: `load ${name} runs in a cluster, and without an environment none is pinned.`, hint })),
  ];
}

function unusable(name: string, config: Config | undefined): Refusal {
  if (config === undefined)
    return {
      why: `there is no firedrill.config.yaml that says what environment ${name} is.`,
      hint: 'Write one beside the experiments, or above them; or leave out environment: for loopback alone.',
    };
  const missing = config.incomplete[name];
  if (missing !== undefined) {
    const where = missing.map(({ line, message }) => `${config.file}:${line}: ${message}`).join(' ');
    return { why: `environment ${name} is incomplete here. ${where}`, hint: 'Set what is missing, then try again.' };
  }
  const known = [...Object.keys(config.environments), ...Object.keys(config.incomplete)];
  return { why: `${name} is not an environment of ${config.file}.`, hint: didYouMean(name, known, `It knows ${oneOf(known)}.`) };
}

interface Touch {
  readonly what: string;
  readonly host: string;
}

function touchedHosts({ load, application }: Experiment, faults: readonly Planned[], probeHosts: readonly string[]): readonly Touch[] {
  return [
    ...load.map(({ name, url }) => ({ what: `load ${name}`, host: hostOf(url) })),
    ...(application === undefined ? [] : [{ what: 'the application', host: hostOf(application.ready) }]),
    ...probeHosts.map((host) => ({ what: 'an SLI', host: hostOf(host) })),
    ...faults.flatMap(({ spec, plan }) => plan.hosts.map((host) => ({ what: `fault ${spec.name}`, host: hostOf(host) }))),
  ];
}

function hostRefusals(touched: readonly Touch[], allowed: readonly string[], rule: string, hint: string): readonly Refusal[] {
  const outside = touched.filter(({ host }) => !isLoopback(host) && !allowed.some((glob) => matches(glob, host)));
  const once = new Map(outside.map(({ what, host }) => [`${what} ${host}`, { why: `${what} touches ${host}, and ${rule}.`, hint }]));
  return [...once.values()];
}

function faultRefusals({ spec }: Planned, environment: Environment, file: string): readonly Refusal[] {
  const { name, faults, proxies } = environment;
  const refusals: Refusal[] = [];
  if (!faults.some((glob) => matches(glob, spec.type))) {
    refusals.push({
      why: `fault ${spec.name} is a ${spec.type}, and environment ${name} allows ${faults.length === 0 ? 'no faults' : faults.join(', ')}.`,
      hint: `Add it to faults of environment ${name} in ${file}, or use another fault.`,
    });
  }
  const proxy = spec.spec['proxy'];
  if (typeof proxy === 'string' && Object.keys(proxies).length > 0 && proxies[proxy] === undefined) {
    const why = `fault ${spec.name} names proxy ${proxy}, and environment ${name} has none of that name.`;
    refusals.push({ why, hint: didYouMean(proxy, Object.keys(proxies), `It has ${oneOf(Object.keys(proxies))}.`) });
  }
  return refusals;
}

function limitRefusals({ limits, faults }: Experiment, { name, limits: allowed }: Environment): readonly Refusal[] {
  const most = allowed.duration;
  if (most === undefined || limits.duration <= most) return [];
  const longest = faults.find((fault) => fault.for !== undefined && fault.for > most);
  const what = longest?.for === undefined ? `limits.duration is ${showMs(limits.duration)}` : `fault ${longest.name} stays for ${showMs(longest.for)}`;
  return [{ why: `${what}, and environment ${name} allows ${showMs(most)}.`, hint: `Say limits: { duration: ${most / 1000}s } or less in the experiment.` }];
}

/** A Prometheus that scrapes every 15 s cannot be blind for 3 s only: it always is. */
function blindRefusals({ slis, abort, limits }: Experiment, { prometheus }: Environment): readonly Refusal[] {
  const interval = prometheus?.scrapeInterval;
  if (interval === undefined || limits.blind >= 2 * interval) return [];
  const watched = slis.filter(({ name, probe }) => probe === 'prometheus' && abort.some(({ condition }) => condition.sli === name));
  return watched.map(({ name }) => ({
    why: `${name} is scraped every ${showMs(interval)}, and limits.blind is ${showMs(limits.blind)}: one late scrape would halt the run.`,
    hint: `Say limits: { blind: ${(2 * interval) / 1000}s } or more in the experiment.`,
  }));
}
