/** A scheduler at its desk, with a calendar of its own: whoever sleeps moves the time, so that weeks pass in milliseconds. */
import type { SlotStep } from '../../src/domain/memory/step.ts';
import type { Program, Schedule } from '../../src/domain/program/program.ts';
import { ms, type Ms } from '../../src/domain/units.ts';
import { loadOccurrences } from '../../src/platform/occurrences.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Desk } from '../../src/schedule/desk.ts';
import { Health } from '../../src/schedule/health.ts';
import { keepSchedule } from '../../src/schedule/scheduler.ts';
import { FakeRuns } from '../fakes/runs.ts';
import { FakeStore } from '../fakes/store.ts';

const occurrences = await loadOccurrences();

/** Time that passes as soon as somebody waits for it, and never otherwise. */
export class IdleClock implements Clock {
  #now = 0;
  /** What else happens as time passes; seen after every step of it. */
  onTime: (now: number) => void = () => undefined;

  now(): Ms {
    return ms(this.#now);
  }

  wall(): string {
    return new Date(this.#now).toISOString();
  }

  async sleep(time: Ms, signal?: AbortSignal): Promise<void> {
    const until = this.#now + time;
    for (;;) {
      if (this.#now >= until || signal?.aborted === true) return;
      this.#now = Math.min(until, this.#now + 1000);
      this.onTime(this.#now);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  deadline(time: Ms): { readonly signal: AbortSignal; [Symbol.dispose](): void } {
    const controller = new AbortController();
    const given = new AbortController();
    void this.sleep(time, given.signal).then(() => given.signal.aborted || controller.abort(new Error('late')));
    return { signal: controller.signal, [Symbol.dispose]: () => given.abort() };
  }
}

export const monday = Date.UTC(2026, 11, 7, 9, 59);

export function job(more: Partial<Program> = {}): Program {
  return {
    schedule: 'weekly',
    job: 'shop',
    timeZone: 'UTC',
    when: { kind: 'at', cron: '0 10 * * mon', jitter: ms(0) },
    what: { kind: 'suite', experiments: [{ name: 'slow', file: '/x/slow.yaml', vars: [], environments: ['local'] }] },
    vars: {},
    onNotHeld: 'stop',
    windows: [],
    skip: [],
    ...more,
  };
}

export const suite = (...names: readonly string[]): Program['what'] => ({
  kind: 'suite',
  experiments: names.map((name) => ({ name, file: `/x/${name}.yaml`, vars: [], environments: ['local'] })),
});

export function scheduleOf(...jobs: readonly Program[]): Schedule {
  return { name: 'weekly', file: '/x/schedule.yaml', folder: '/x', timeZone: 'UTC', seed: 7, jobs, skip: [] };
}

export interface Place {
  readonly clock: IdleClock;
  readonly runs: FakeRuns;
  readonly store: FakeStore;
  readonly said: string[];
  readonly desk: Desk;
  /** How far the calendar is from the monotonic clock: moved, the wall clock jumps. */
  shift: number;
  steps(): Promise<readonly SlotStep[]>;
  /** Keeps the schedule for this long; then the operator ends it. */
  keep(time: number): Promise<number>;
}

export interface PlaceOptions {
  readonly schedule?: Schedule | (() => Schedule | string);
  readonly store?: FakeStore;
  readonly desk?: Partial<Desk>;
  readonly pid?: number;
}

export function place({ schedule = scheduleOf(job()), store = new FakeStore(), desk: more = {}, pid = 1 }: PlaceOptions = {}): Place {
  const clock = new IdleClock();
  const runs = new FakeRuns(clock);
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  const at: Place = {
    clock,
    runs,
    store,
    said,
    shift: monday,
    desk: {
      clock,
      wall: { now: () => clock.now() + at.shift },
      self: { host: 'here', pid, startTime: 7 },
      health: new Health(clock, say),
      occurrences,
      runs,
      announcers: [],
      sinks: [],
      skipped: () => undefined,
      say,
      digest: async () => undefined,
      alive: async () => false,
      schedule: async () => (typeof schedule === 'function' ? schedule() : schedule),
      calendars: async () => ({}),
      store: async () => store,
      blocked: () => undefined,
      ...more,
    },
    steps: () => store.steps('weekly', '2026-01-01T00:00:00.000Z'),
    keep(time) {
      const operator = new AbortController();
      const end = clock.now() + time;
      const before = clock.onTime;
      clock.onTime = (now) => {
        before(now);
        if (now >= end) operator.abort({ kind: 'signal', signal: 'SIGTERM' });
      };
      return keepSchedule(at.desk, operator.signal);
    },
  };
  return at;
}

export const kinds = (steps: readonly SlotStep[]): readonly string[] => steps.map(({ kind }) => kind);
