/** Patterns as cockatiel policies, for one dependency. */
import {
  bulkhead,
  circuitBreaker,
  ConsecutiveBreaker,
  ConstantBackoff,
  ExponentialBackoff,
  handleAll,
  handleType,
  noop,
  retry,
  SamplingBreaker,
  timeout,
  TimeoutStrategy,
  type CircuitBreakerPolicy,
  type IPolicy,
  type RetryPolicy,
} from 'cockatiel';
import type { Patterns } from '../patterns.ts';

/** Ms an open circuit waits before it lets probes through. */
export const halfOpenAfter = 5000;
/** Calls that decide whether a half-open circuit closes; one in ten may fail. */
export const probes = 10;

/** Thrown by an attempt that may be made again; every other error is final. */
export class Again extends Error {
  override readonly name = 'Again';
}

export function breakerOf({ breaker }: Patterns): CircuitBreakerPolicy | undefined {
  if (breaker.kind === 'none') return undefined;
  return circuitBreaker(handleAll, {
    halfOpenAfter,
    halfOpenSampling: { calls: probes, threshold: 1 / probes },
    // The error rate of the last 5 s. A breaker that counts failures in a row never opens while every other call succeeds.
    breaker:
      breaker.kind === 'rate' ? new SamplingBreaker({ threshold: breaker.threshold, duration: 5000, minimumRps: 2 }) : new ConsecutiveBreaker(breaker.failures),
  });
}

export function timeoutOf({ timeout: after }: Patterns): IPolicy {
  return after === undefined ? noop : timeout(after, TimeoutStrategy.Aggressive);
}

export function bulkheadOf({ bulkhead: limit }: Patterns): IPolicy {
  return limit === undefined ? noop : bulkhead(limit);
}

export function retryOf({ retries }: Patterns): RetryPolicy {
  const backoff = retries.wait === 'none' ? new ConstantBackoff(0) : new ExponentialBackoff({ initialDelay: 15, maxDelay: 60 }); // decorrelated jitter
  return retry(handleType(Again), { maxAttempts: retries.most, backoff });
}
