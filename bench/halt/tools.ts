/** The same fault and the same SLI, told to each tool in its own words. */
import { breached, healthy } from './target.ts';
import { bin } from '../programs.ts';

export interface Tool {
  readonly name: string;
  /** What lies in the run's folder as experiment.json. */
  experiment(url: string, poll: number): unknown;
  argv(poll: number): readonly string[];
}

const limit = (breached + healthy) / 2;
/** How long the fault would stay if nobody halted. */
const stay = 20;

export const firedrill: Tool = {
  name: 'firedrill',
  experiment: (url, poll) => ({
    apiVersion: 'firedrill/v1',
    kind: 'Experiment',
    name: 'bench-halt',
    hypothesis: 'None: this run is there to be halted.',
    slis: { value: { http: `${url}/sli`, measure: 'json', json: '$', every: `${poll}ms` } },
    'steady-state': { value: { 'at-most': limit } },
    baseline: { for: '2s', 'warm-up': '0s' },
    faults: [
      {
        name: 'flag',
        type: 'request',
        inject: { post: `${url}/fault` },
        restore: { delete: `${url}/fault` },
        observe: { get: `${url}/fault`, expect: { json: { '$.on': true } } },
        for: `${stay}s`,
      },
    ],
    expect: { recovery: { within: '30s' } },
    abort: { value: { above: limit } },
    limits: { duration: '2m' },
  }),
  argv: () => [process.execPath, bin, 'run', 'experiment.json'],
};

const call = (url: string, method: string) => ({ type: 'http', url, method, timeout: 10 });

function chaosExperiment(url: string, wait: readonly unknown[], pause: number): unknown {
  const probe = { type: 'probe', name: 'value', tolerance: { type: 'range', range: [0, limit], target: 'body' }, provider: call(`${url}/sli`, 'GET') };
  const inject = { type: 'action', name: 'inject', provider: call(`${url}/fault`, 'POST'), ...(pause > 0 ? { pauses: { after: pause } } : {}) };
  return {
    title: 'bench-halt',
    description: 'None: this run is there to be halted.',
    'steady-state-hypothesis': { title: 'the value is low', probes: [probe] },
    method: [inject, ...wait],
    rollbacks: [{ type: 'action', name: 'restore', provider: call(`${url}/fault`, 'DELETE') }],
  };
}

const chaosArgv = (program: string, poll: number): readonly string[] => [
  ...[program, '--no-version-check', 'run', '--rollback-strategy', 'always'],
  ...['--hypothesis-strategy', 'continuously', '--hypothesis-frequency', String(poll / 1000), '--fail-fast', 'experiment.json'],
];

/** Seconds. It reads the verdict of its hypothesis between two activities only, so a wait that is cut this small is the best it can do. */
const step = 0.1;

export const chaosInSteps = (program: string): Tool => ({
  name: `Chaos Toolkit, waiting in steps of ${step * 1000} ms`,
  experiment: (url) => {
    const wait = { type: 'action', name: 'wait', provider: { type: 'process', path: 'true' }, pauses: { after: step } };
    return chaosExperiment(
      url,
      Array.from({ length: stay / step }, () => wait),
      0,
    );
  },
  argv: (poll) => chaosArgv(program, poll),
});

/** As its documentation writes it: the action, and a pause after it. */
export const chaosInOne = (program: string): Tool => ({
  name: `Chaos Toolkit, one pause of ${stay} s`,
  experiment: (url) => chaosExperiment(url, [], stay),
  argv: (poll) => chaosArgv(program, poll),
});
