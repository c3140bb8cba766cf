/** One dependency of the storefront behind its patterns, outermost first: retry within a budget, bulkhead, breaker, timeout. */
import { BrokenCircuitError, CircuitState, TaskCancelledError, wrap, type CircuitBreakerPolicy, type IPolicy } from 'cockatiel';
import type { Patterns } from '../patterns.ts';
import type { DependencyMetrics } from './metrics.ts';
import { RetryBudget } from './budget.ts';
import { Again, breakerOf, bulkheadOf, halfOpenAfter, retryOf, timeoutOf } from './policies.ts';

type Act<T> = (signal: AbortSignal) => Promise<T>;

export interface Dependency {
  /** A shopper's call. While the circuit is not closed it is refused at once: no shopper waits for a probe. */
  call<T>(act: Act<T>): Promise<T>;
  /** One attempt, never repeated; the first ones after an open circuit's wait are its probes. */
  attempt<T>(act: Act<T>): Promise<T>;
  /** Whether the circuit waits for probes: its time is over, or it has had fewer than it needs. */
  dueForProbe(): boolean;
  closed(): boolean;
  /** Ms since an attempt failed. */
  quietFor(): number;
}

export function createDependency(patterns: Patterns, metrics: DependencyMetrics): Dependency {
  const breaker = breakerOf(patterns);
  const policies: IPolicy[] = [bulkheadOf(patterns), ...(breaker === undefined ? [] : [breaker]), timeoutOf(patterns)];
  const once = wrap(...policies);
  const again = retryOf(patterns);
  const budget = new RetryBudget(patterns.retries.budget);
  let failedAt = -Infinity;
  const openedAt = watch(breaker, metrics);
  const closed = (): boolean => breaker === undefined || breaker.state === CircuitState.Closed;

  const attempt = <T>(act: Act<T>): Promise<T> =>
    once.execute(async ({ signal }) => {
      metrics.called();
      try {
        return await act(signal);
      } catch (error) {
        failedAt = performance.now();
        throw error;
      }
    });

  const retried = <T>(act: Act<T>): Promise<T> =>
    again.execute(async ({ attempt: n }) => {
      try {
        return await attempt(act);
      } catch (error) {
        if (!worthAnother(error) || n >= patterns.retries.most || !budget.spend()) throw error;
        metrics.retried();
        throw new Again('worth another try', { cause: error });
      }
    });

  const call = async <T>(act: Act<T>): Promise<T> => {
    if (!closed() && patterns.fallback) throw new BrokenCircuitError();
    budget.earn();
    return retried(act);
  };

  return {
    call,
    attempt,
    closed,
    dueForProbe: () => breaker?.state === CircuitState.HalfOpen || (breaker?.state === CircuitState.Open && performance.now() - openedAt() >= halfOpenAfter),
    quietFor: () => performance.now() - failedAt,
  };
}

/** A call that timed out has had all the time a shopper will wait. */
const worthAnother = (error: unknown): boolean => !(error instanceof BrokenCircuitError || error instanceof TaskCancelledError);

/** Keeps the circuit's metrics; answers when it last opened. */
function watch(breaker: CircuitBreakerPolicy | undefined, metrics: DependencyMetrics): () => number {
  let openedAt = 0;
  breaker?.onStateChange((state) => {
    if (state === CircuitState.Open) openedAt = performance.now();
    if (state === CircuitState.HalfOpen) metrics.halfOpened();
    metrics.circuit(state === CircuitState.Closed ? 'closed' : 'open');
  });
  return () => openedAt;
}
