/** What a storefront says of itself on /metrics. Every series exists from the start: a page without it would be blind, not zero. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { dependencies, type DependencyName } from '../layout.ts';

export interface DependencyMetrics {
  called(): void;
  retried(): void;
  halfOpened(): void;
  circuit(state: 'open' | 'closed'): void;
  fellBack(): void;
}

/** `queue` is asked for its size whenever the page is. */
export function createMetrics(queue: { readonly size: number }) {
  const registry = new Registry();
  const registers = [registry];
  const perDependency = { labelNames: ['dependency'] as const, registers };
  const open = new Gauge({ name: 'circuit_open', help: '1 while the circuit to a dependency is open or half-open.', ...perDependency });
  const halfOpen = new Counter({ name: 'circuit_half_open_total', help: 'Times a circuit went half-open.', ...perDependency });
  const retries = new Counter({ name: 'retries_total', help: 'Calls made again.', ...perDependency });
  const fallbacks = new Counter({ name: 'fallback_total', help: 'Answers given without the dependency.', ...perDependency });
  const counter = (name: string, help: string): Counter => new Counter({ name, help, registers });

  const of = (dependency: DependencyName): DependencyMetrics => {
    const calls = counter(`${dependency}_calls_total`, `Calls made to ${dependency}, retries and probes included.`);
    open.set({ dependency }, 0);
    for (const each of [halfOpen, retries, fallbacks]) each.inc({ dependency }, 0);
    return {
      called: () => calls.inc(),
      retried: () => retries.inc({ dependency }),
      halfOpened: () => halfOpen.inc({ dependency }),
      circuit: (state) => open.set({ dependency }, state === 'open' ? 1 : 0),
      fellBack: () => fallbacks.inc({ dependency }),
    };
  };

  const queued: Gauge = new Gauge({
    name: 'orders_queued',
    help: 'Orders promised and not yet charged.',
    registers,
    collect: (): void => queued.set(queue.size),
  });
  const [payments, catalog, recommendations] = dependencies;
  return {
    registry,
    payments: of(payments),
    catalog: of(catalog),
    recommendations: of(recommendations),
    checkouts: counter('checkouts_total', 'Checkouts begun.'),
    accepted: counter('orders_accepted_total', 'Orders promised to a shopper, charged or queued.'),
    charged: counter('orders_charged_total', 'Orders that payments has confirmed.'),
    seconds: new Histogram({
      name: 'checkout_seconds',
      help: 'Time of a checkout.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
