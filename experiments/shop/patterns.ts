/** What a storefront does against failure: all of it, nothing of it, or all of it with one mistake that a drill must find. */
export const mutants = ['threshold-80', 'consecutive-breaker', 'unbudgeted-retries', 'no-fallback'] as const;
export const modes = ['resilient', 'fragile', ...mutants] as const;
export type Mode = (typeof modes)[number];

export interface Patterns {
  /** Ms after which a call to a dependency is given up; `undefined` waits for ever. */
  readonly timeout: number | undefined;
  /** `budget` is the number of retries that one call earns: 0.1 lets retries add a tenth to the traffic. */
  readonly retries: { readonly most: number; readonly budget: number; readonly wait: 'jitter' | 'none' };
  readonly breaker:
    | { readonly kind: 'rate'; readonly threshold: number }
    | { readonly kind: 'consecutive'; readonly failures: number }
    | { readonly kind: 'none' };
  /** Calls to one dependency at a time; `undefined` for no bound. */
  readonly bulkhead: number | undefined;
  /** Whether an order is queued, a price taken from the cache, a list of best sellers shown. */
  readonly fallback: boolean;
  /** Whether the balancer looks after its replicas and tries another one. */
  readonly failover: boolean;
}

const resilient: Patterns = {
  timeout: 400,
  retries: { most: 1, budget: 0.1, wait: 'jitter' },
  breaker: { kind: 'rate', threshold: 0.3 },
  bulkhead: 32,
  fallback: true,
  failover: true,
};

const fragile: Patterns = {
  timeout: undefined,
  retries: { most: 3, budget: Infinity, wait: 'none' },
  breaker: { kind: 'none' },
  bulkhead: undefined,
  fallback: false,
  failover: false,
};

const patterns: Record<Mode, Patterns> = {
  resilient,
  fragile,
  'threshold-80': { ...resilient, breaker: { kind: 'rate', threshold: 0.8 } },
  'consecutive-breaker': { ...resilient, breaker: { kind: 'consecutive', failures: 20 } },
  'unbudgeted-retries': { ...resilient, retries: { most: 3, budget: Infinity, wait: 'jitter' } },
  'no-fallback': { ...resilient, fallback: false },
};

export const patternsOf = (mode: Mode): Patterns => patterns[mode];
