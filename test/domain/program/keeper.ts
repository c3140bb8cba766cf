/** Keeps schedules as the service does, in time of its own: what `next` says is written down, then done. */
import { iso } from '../../../src/domain/instants.ts';
import type { SlotStep } from '../../../src/domain/memory/step.ts';
import type { Calendars } from '../../../src/domain/program/circumstances.ts';
import { next } from '../../../src/domain/program/decide.ts';
import type { Next, ProgramRun } from '../../../src/domain/program/next.ts';
import type { Program } from '../../../src/domain/program/program.ts';
import { ms } from '../../../src/domain/units.ts';
import { exitCodes, type Outcome } from '../../../src/domain/verdict.ts';
import { loadOccurrences } from '../../../src/platform/occurrences.ts';

export const occurrences = await loadOccurrences();
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

const experiment = (name: string): Program['what']['experiments'][number] => ({ name, file: `/drills/${name}.yaml`, vars: [], environments: ['local'] });

/** Every Tuesday at ten in Berlin, one experiment, on no terms. */
export const tuesdays: Program = {
  schedule: 'weekly',
  job: 'checkout',
  timeZone: 'Europe/Berlin',
  when: { kind: 'at', cron: '0 10 * * tue', jitter: ms(0) },
  what: { kind: 'suite', experiments: [experiment('slow')] },
  vars: {},
  onNotHeld: 'stop',
  windows: [],
  skip: [],
};

export const suiteOf = (...names: readonly string[]): Program['what'] => ({ kind: 'suite', experiments: names.map((name) => experiment(name)) });

export interface RunEnd {
  readonly outcome: Outcome;
  readonly injected?: boolean;
  readonly exitCode?: number;
  readonly takes?: number;
}

type Act = Exclude<Next, { kind: 'wait' } | { kind: 'stop' }>;

export class Keeper {
  now: number;
  by = 'host:1';
  seed = 0;
  blocked: string | undefined;
  calendars: Calendars = {};
  history: SlotStep[] = [];
  readonly gone = new Set<string>();
  /** How a run ends; held after a minute unless said. */
  ends: (run: ProgramRun) => RunEnd = () => ({ outcome: 'held' });
  readonly #programs: readonly Program[];

  constructor(start: string, ...programs: readonly Program[]) {
    this.now = Date.parse(start);
    this.#programs = programs;
  }

  says(program: Program = this.#programs[0] ?? tuesdays): Next {
    const { history, now, seed, calendars, by, blocked } = this;
    const isGone = (who: string): boolean => this.gone.has(who);
    return next(program, { history, now, seed, calendars, occurrences, by, isGone, ...(blocked === undefined ? {} : { blocked }) });
  }

  /** One act, or a wait to the next thing that comes, no further than `end`; false once there is nothing any more. */
  turn(end: number): boolean {
    const answers = this.#programs.map((program) => this.says(program));
    const act = answers.find((answer): answer is Act => answer.kind !== 'wait' && answer.kind !== 'stop');
    if (act !== undefined) this.act(act);
    else {
      const until = Math.min(...answers.map((answer) => (answer.kind === 'wait' ? answer.until : Infinity)));
      this.now = Math.max(this.now + 1, Math.min(until, end));
    }
    return this.now < end;
  }

  until(end: string): this {
    while (this.turn(Date.parse(end)));
    return this;
  }

  act(act: Act): void {
    const step = { ...act.slot, at: this.now, by: this.by };
    if (act.kind === 'claim') this.history.push({ ...step, kind: 'claimed' });
    if (act.kind === 'announce') this.history.push({ ...step, kind: 'announced' });
    if (act.kind === 'skip') this.history.push({ ...step, kind: 'skipped', reason: act.reason });
    if (act.kind === 'finish') this.history.push({ ...step, kind: 'finished', how: act.how, ...(act.reason === undefined ? {} : { reason: act.reason }) });
    if (act.kind === 'run') this.run(act);
  }

  run({ slot, run }: Extract<Act, { kind: 'run' }>): void {
    const { file, nth, attempt } = run;
    this.history.push({ ...slot, kind: 'started', at: this.now, by: this.by, file, nth, attempt });
    const { outcome, injected = outcome !== 'refused', exitCode = exitCodes[outcome], takes = minute } = this.ends(run);
    this.now += takes;
    this.history.push({ ...slot, kind: 'ended', at: this.now, by: this.by, file, nth, attempt, outcome, exitCode, injected });
  }

  /** What became of the slots, one line a step: `10:00 checkout started slow`. */
  get told(): readonly string[] {
    return this.history.map((step) => {
      const more =
        step.kind === 'started' ? [step.file.replace(/^.*\/|\.yaml$/g, ''), ...(step.attempt > 1 ? [`again ${step.attempt}`] : [])]
        : step.kind === 'ended' ? [step.outcome]
        : step.kind === 'finished' ? [step.how, step.reason]
        : step.kind === 'skipped' ? [step.reason]
        : []; // prettier-ignore
      return [iso(step.at).slice(0, 16), step.job, step.kind, ...more.filter((one) => one !== undefined)].join(' ');
    });
  }
}
