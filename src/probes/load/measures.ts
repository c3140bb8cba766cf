import { plain, units, type Unit } from '../../domain/units.ts';

const quantiles = { p50: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99, 'p99.9': 0.999, max: 1 } as const;

export type LatencyMeasure = keyof typeof quantiles;
export type Measure = 'success-ratio' | LatencyMeasure | 'rate' | 'dropped';

/** What an SLI may read from a load: the share of good requests, latencies, and how much got through. */
export const measures = ['success-ratio', 'p50', 'p75', 'p90', 'p95', 'p99', 'p99.9', 'max', 'rate', 'dropped'] as const satisfies readonly Measure[];

export function isLatency(measure: Measure): measure is LatencyMeasure {
  return measure in quantiles;
}

/** The quantile, 0..1. */
export function quantileOf(measure: LatencyMeasure): number {
  return quantiles[measure];
}

export function unitOf(measure: Measure): Unit {
  if (measure === 'success-ratio') return units.ratio;
  if (measure === 'rate') return units['per-second'];
  return measure === 'dropped' ? plain : units.ms;
}
