import type { Program, Schedule } from '../domain/program/program.ts';
import { exitCodes, worstCode } from '../domain/verdict.ts';
import { program } from '../platform/program.ts';
import { followOperator } from '../platform/signals.ts';
import type { Sink } from '../ports/sink.ts';
import type { Desk } from '../schedule/desk.ts';
import { runNow } from '../schedule/run-now.ts';
import { consoleSink } from '../sinks/console/sink.ts';
import { createToolbox } from '../toolbox.ts';
import { haltsHere } from './halts-here.ts';
import { InPlace } from './in-place.ts';
import { listenInSlack } from './listen-in-slack.ts';
import { CommandFailed, complain } from './problem.ts';
import { openDesk } from './schedule-desk.ts';
import type { RunNowOptions } from './schedule.ts';

/** Runs the jobs of a schedule once, one after the other, shown like any run; resolves with the exit code of the worst. */
export async function runScheduleNow(file: string, { job: name, despiteCalendars }: RunNowOptions): Promise<number> {
  using operator = followOperator();
  await using toolbox = createToolbox();
  const inPlace = new InPlace();
  operator.onAgain = () => program.talk(String(inPlace));
  await using desk = await openDesk(file, toolbox, { sinks: [inPlace, screenOfEach()], skipped: () => undefined });
  const schedule = await desk.schedule();
  if (typeof schedule === 'string') {
    program.talk(schedule.trimEnd());
    return exitCodes.invalid;
  }
  await using slack = await listenInSlack(desk.config(), haltsHere(desk.base, toolbox), desk.health);
  void slack;
  const codes: number[] = [];
  for (const job of chosen(schedule, name)) {
    codes.push(await once(job, schedule, desk, { despiteCalendars: despiteCalendars === true, operator: operator.signal }));
    if (operator.signal.aborted || !goesOn.has(worstCode(codes))) break;
  }
  return worstCode(codes);
}

/** After what else came to be, the next fault would meet a target that may still suffer, or somebody who has said stop. */
const goesOn: ReadonlySet<number> = new Set([exitCodes.held, exitCodes.refuted, exitCodes.inconclusive, exitCodes.refused]);

async function once(job: Program, schedule: Schedule, desk: Desk, options: Parameters<typeof runNow>[3]): Promise<number> {
  const end = await runNow(job, schedule, desk, options);
  if (end.kind === 'ran') return end.code;
  const hint = end.byCalendar ? 'Choose another day, or say --despite-calendars.' : 'Nothing was started.';
  return complain(new CommandFailed(`Cannot run ${job.job} now: ${end.why}.`, hint, exitCodes.refused));
}

/** A screen of its own for every run: each is a picture that begins anew. */
export function screenOfEach(): Sink {
  const fresh = (): Sink => consoleSink({ print: program.print, talk: program.talk, paint: program.paint, pace: program.terminal.talk ? 2000 : 5000 });
  let screen = fresh();
  return {
    name: 'console',
    receive(event) {
      if (event.kind === 'run.started') screen = fresh();
      return screen.receive(event);
    },
  };
}

/** One, or all of them in the order of the file. */
export function chosen({ name: schedule, jobs }: Schedule, name: string | undefined): readonly Program[] {
  const found = name === undefined ? jobs : jobs.filter(({ job }) => job === name);
  if (found.length > 0) return found;
  const all = jobs.map(({ job }) => job).join(', ');
  throw new CommandFailed(`Cannot run job ${name} now: ${schedule} has none of this name.`, `Name one of ${all}.`, exitCodes.invalid);
}
