import type { Event } from '../../src/domain/events.ts';
import type { SlotId } from '../../src/domain/memory/step.ts';
import type { ProgramRun } from '../../src/domain/program/next.ts';
import { ms } from '../../src/domain/units.ts';
import { exitCodes, type Outcome } from '../../src/domain/verdict.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { HaltSignal, ProcessEnd, RunFinished, Runs, StartedRun } from '../../src/ports/runs.ts';

/** How a run goes, asked when it starts. */
export interface Course {
  readonly lasts: number;
  readonly outcome: Outcome;
  /** What it tells before its end. */
  readonly tells: readonly Event[];
  /** Its process is killed before it can say its end. */
  readonly killed: boolean;
}

const usual: Course = { lasts: 30_000, outcome: 'held', tells: [], killed: false };

/** Runs that only take their time. */
export class FakeRuns implements Runs {
  readonly started: { readonly run: ProgramRun; readonly slot: SlotId }[] = [];
  readonly halted: HaltSignal[] = [];
  /** How many run at this moment. */
  running = 0;
  course: (run: ProgramRun) => Partial<Course> | Promise<Partial<Course>> = () => ({});
  recorded: RunFinished | undefined;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async start(run: ProgramRun, slot: SlotId, hear: (event: Event) => void): Promise<StartedRun> {
    const course = { ...usual, ...(await this.course(run)) };
    this.started.push({ run, slot });
    this.running += 1;
    const name = `run${this.started.length}`;
    const asked = new AbortController();
    const last = async (): Promise<ProcessEnd> => {
      hear({ kind: 'run.started', at: ms(0), run: name, rehearsal: false } as unknown as Event);
      for (const event of course.tells) hear(event);
      await this.#clock.sleep(ms(course.lasts), asked.signal);
      this.running -= 1;
      if (course.killed) return { kind: 'killed', signal: 'SIGKILL' };
      const code = asked.signal.aborted ? 143 : exitCodes[course.outcome];
      hear(finished(name, asked.signal.aborted ? 'aborted' : course.outcome, code));
      return { kind: 'exited', code };
    };
    return {
      ended: last(),
      halt: (signal) => {
        this.halted.push(signal);
        asked.abort();
      },
    };
  }

  async recordedEnd(): Promise<RunFinished | undefined> {
    return this.recorded;
  }
}

export function finished(run: string, outcome: Outcome, exitCode: number): RunFinished {
  return { kind: 'run.finished', at: ms(1), run, outcome, exitCode, wall: '2026-12-07T10:01:00.000Z', folder: `/runs/${run}`, by: 'runner' };
}
