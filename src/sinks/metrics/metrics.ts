import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Event } from '../../domain/events.ts';
import { between } from '../../domain/instants.ts';
import { ActiveFaults } from './active-faults.ts';

export interface Metrics {
  /** For one run: what is to be told of it, from its first event on. */
  follow(): (event: Event) => void;
  /** A slot that was skipped. */
  skipped(schedule: string, job: string): void;
  /** The last run that is known from before this process, so that its start does not look like a drill that was never run. */
  lastRun(experiment: string, outcome: string, wall: string): void;
  /** The text that Prometheus scrapes. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Whether a run that could not restore still holds something; asked at each scrape, since `firedrill restore` tells no metrics. */
export type StillLeft = (run: string) => boolean;

const seconds = { halt: [0.1, 0.25, 0.5, 1, 2, 5, 10, 30], restore: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60] } as const;

/** What is counted of runs, in a registry of its own: nothing else in the process shows up in it. */
export function createMetrics(stillLeft: StillLeft = () => true): Metrics {
  const registry = new Registry();
  const gauges = gaugesIn(registry);
  const left = new Map<string, () => void>();
  return {
    contentType: registry.contentType,
    follow: () => followRun(gauges, left),
    skipped: (schedule, job) => gauges.skipped.inc({ schedule, job }),
    lastRun: (experiment, outcome, wall) => gauges.lastRun.set({ experiment, outcome }, epochSeconds(wall)),
    text: () => {
      for (const [run, clear] of left) if (!stillLeft(run)) clear();
      return registry.metrics();
    },
  };
}

type Gauges = ReturnType<typeof gaugesIn>;

function gaugesIn(register: Registry) {
  const registers = [register];
  const experiment = ['experiment'] as const;
  return {
    runs: new Counter({ name: 'firedrill_runs_total', help: 'Runs that have ended, by outcome.', labelNames: ['experiment', 'outcome'], registers }),
    halt: new Histogram({
      name: 'firedrill_halt_seconds',
      help: 'From the first sample that breached to the decision to halt.',
      labelNames: experiment,
      buckets: [...seconds.halt],
      registers,
    }),
    restore: new Histogram({
      name: 'firedrill_restore_seconds',
      help: 'From the decision to halt until everything was out, and seen to be gone.',
      labelNames: experiment,
      buckets: [...seconds.restore],
      registers,
    }),
    lastRun: new Gauge({
      name: 'firedrill_last_run_timestamp_seconds',
      help: 'When a run last ended with this outcome.',
      labelNames: ['experiment', 'outcome'],
      registers,
    }),
    active: new Gauge({
      name: 'firedrill_fault_active',
      help: '1 while a fault is in place, or could not be restored; else 0.',
      labelNames: ['experiment', 'fault'],
      registers,
    }),
    skipped: new Counter({ name: 'firedrill_slots_skipped_total', help: 'Slots of a schedule that were skipped.', labelNames: ['schedule', 'job'], registers }),
  };
}

function followRun(gauges: Gauges, left: Map<string, () => void>): (event: Event) => void {
  const faults = new ActiveFaults();
  let experiment = '';
  const show = (names: readonly string[]): void => {
    for (const fault of names) gauges.active.set({ experiment, fault }, faults.has(fault) ? 1 : 0);
  };
  return (event) => {
    if (event.kind === 'run.started') experiment = event.experiment;
    show(faults.take(event));
    if (event.kind === 'verdict.reached') judged(gauges, experiment, event.verdict);
    if (event.kind !== 'run.finished') return;
    const { run, outcome, wall } = event;
    gauges.runs.inc({ experiment, outcome });
    gauges.lastRun.set({ experiment, outcome }, epochSeconds(wall));
    left.delete(run);
    // Where something is left, no other outcome is said; also of a run whose other last words were not heard.
    if (outcome !== 'not restored') show(faults.clear());
    if (!faults.any) return;
    left.set(run, () => {
      left.delete(run);
      show(faults.clear());
    });
  };
}

/** Only a halt has a breach and a decision; how long an ordinary restore took stands in the report. */
function judged({ halt, restore }: Gauges, experiment: string, { halt: halted }: Extract<Event, { readonly kind: 'verdict.reached' }>['verdict']): void {
  if (halted === undefined) return;
  halt.observe({ experiment }, (halted.decidedAt - halted.breachedAt) / 1000);
  if (halted.restoredAt !== undefined && halted.restoredAt >= halted.decidedAt) restore.observe({ experiment }, (halted.restoredAt - halted.decidedAt) / 1000);
}

const epochSeconds = (wall: string): number => between('1970-01-01T00:00:00Z', wall) / 1000;
