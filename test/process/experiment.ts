/** The experiment that every process test runs: a toxic with a lease and a flag file without one, on a target that the run starts. */
import { join } from 'node:path';

export interface Places {
  readonly folder: string;
  /** Control address of the embedded proxy. */
  readonly api: string;
  readonly proxy: string;
  readonly proxyPort: number;
  readonly targetPort: number;
}

/** What a row changes about it: JSON, as the file may be. */
export type Changes = Readonly<Record<string, unknown>>;

export const flagOf = (folder: string): string => join(folder, 'flag');
export const through = ({ proxyPort }: Places): string => `http://127.0.0.1:${proxyPort}/`;

/** The two faults, both in for `time`; `flag` changes the steps of the one without a lease. */
export function faultsOf({ folder, proxy }: Places, time: string, flag: Changes = {}): readonly Changes[] {
  const file = flagOf(folder);
  return [
    { name: 'slow', type: 'toxiproxy.latency', proxy, latency: '100ms', for: time },
    { name: 'flag', type: 'command', inject: ['touch', file], restore: ['rm', '-f', file], observe: ['test', '-e', file], for: time, ...flag },
  ];
}

export function experimentOf(places: Places, changes: Changes): string {
  const experiment = {
    apiVersion: 'firedrill/v1',
    kind: 'Experiment',
    name: 'drill',
    hypothesis: 'The target answers, only later, while its proxy is slow and its flag is set.',
    environment: 'drill',
    application: {
      start: ['node', join(import.meta.dirname, 'target.ts'), String(places.targetPort)],
      ready: `http://127.0.0.1:${places.targetPort}/ready`,
    },
    slis: {
      up: { http: through(places), measure: 'up', every: '500ms' },
      latency: { http: through(places), measure: 'latency', every: '500ms' },
    },
    'steady-state': { up: { 'at-least': 1 } },
    baseline: { for: '1s', 'warm-up': '0s' },
    faults: faultsOf(places, '3s'),
    // One sample is evidence enough, so that a starved machine does not decide what these tests are not about.
    expect: { eventually: { latency: { 'at-least': '50ms', within: '3s' } }, recovery: { within: '30s' } },
    abort: { up: { below: 1, for: '500ms' } },
    limits: { duration: '60s', restore: '10s', blind: '3s' },
    ...changes,
  };
  return JSON.stringify(experiment, null, 2);
}

/** The config beside it: where the proxy is, and how a run starts it where nothing answers. */
export function configOf({ api, proxy, proxyPort, targetPort }: Places): string {
  const proxies = { [proxy]: { kind: 'embedded', api, listen: `127.0.0.1:${proxyPort}`, upstream: `127.0.0.1:${targetPort}` } };
  return JSON.stringify({ environments: { drill: { production: false, proxies } } });
}
