import type { SlotId } from '../domain/memory/step.ts';
import type { Sink } from '../ports/sink.ts';
import type { Store } from '../ports/store.ts';
import type { MetricsPage } from '../schedule/status-server.ts';
import type { Toolbox } from '../toolbox.ts';

/** What a scheduler counts, for whoever scrapes it. */
export interface ScheduleMetrics {
  readonly sink: Sink;
  readonly page: MetricsPage;
  skipped(slot: SlotId): void;
  /** What ran before this process started: without it a restart would look like a drill that never ran. */
  remember(store: Store): Promise<void>;
}

/** Runs of a year and more, where each is run every week. */
const remembered = 1000;

export async function countRuns({ state }: Toolbox): Promise<ScheduleMetrics> {
  const { createMetrics } = await import('../sinks/metrics/metrics.ts');
  const metrics = createMetrics((run) => state.damage() !== undefined || state.find(run) !== undefined);
  let follow = metrics.follow();
  return {
    sink: {
      name: 'metrics',
      receive(event) {
        if (event.kind === 'run.started') follow = metrics.follow();
        follow(event);
      },
    },
    page: async () => ({ type: metrics.contentType, body: await metrics.text() }),
    skipped: ({ schedule, job }) => metrics.skipped(schedule, job),
    async remember(store) {
      const latestFirst = await store.runs({ limit: remembered });
      for (const { experiment, outcome, started, finished } of latestFirst.toReversed()) metrics.lastRun(experiment, outcome, finished ?? started);
    },
  };
}
