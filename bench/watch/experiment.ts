export interface Watching {
  readonly slis: number;
  /** How many of them ask over HTTP, each for itself; the others read metrics pages that they share. */
  readonly http: number;
  /** Sampling interval, ms. */
  readonly every: number;
  /** How long the fault stays, s. */
  readonly stay: number;
}

/** Metrics pages; a service with that many replicas. */
export const pages = 5;

/** Every SLI is judged three times over: in the steady state, throughout the fault, and by the watcher. */
export function experiment(url: string, { slis, http, every, stay }: Watching): unknown {
  const names = Array.from({ length: slis }, (_, index) => `sli-${index}`);
  const all = (condition: object): object => Object.fromEntries(names.map((name) => [name, condition]));
  const sli = (index: number): object => ({ ...(index < http ? asked(url, index) : scraped(url, index)), every: `${every}ms` });
  return {
    apiVersion: 'firedrill/v1',
    kind: 'Experiment',
    name: 'bench-watch',
    hypothesis: 'None: this run is there to be measured.',
    slis: Object.fromEntries(names.map((name, index) => [name, sli(index)])),
    'steady-state': all({ 'at-most': 100 }),
    baseline: { for: '3s', 'warm-up': '0s' },
    faults: [
      {
        name: 'nothing',
        type: 'request',
        inject: { post: `${url}/fault` },
        restore: { delete: `${url}/fault` },
        observe: { get: `${url}/fault`, expect: { json: { '$.on': true } } },
        for: `${stay}s`,
      },
    ],
    expect: { throughout: all({ 'at-most': 200 }) },
    abort: all({ above: 500 }),
    limits: { duration: `${stay + 60}s` },
  };
}

const asked = (url: string, index: number): object => ({ http: `${url}/value/${index}`, measure: 'json', json: '$.value' });

const scraped = (url: string, index: number): object => ({
  scrape: `${url}/metrics/${index % pages}`,
  metric: `queue_depth{shard="${Math.floor(index / pages)}"}`,
});
