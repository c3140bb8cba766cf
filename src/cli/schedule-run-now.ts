import type { Program, Schedule } from '../domain/program/program.ts';
import { exitCodes } from '../domain/verdict.ts';
import { program } from '../platform/program.ts';
import { followOperator } from '../platform/signals.ts';
import type { Sink } from '../ports/sink.ts';
import { runNow } from '../schedule/run-now.ts';
import { consoleSink } from '../sinks/console/sink.ts';
import { createToolbox } from '../toolbox.ts';
import { InPlace } from './in-place.ts';
import { CommandFailed } from './problem.ts';
import { openDesk } from './schedule-desk.ts';
import type { RunNowOptions } from './schedule.ts';

/** Runs a job of a schedule once, shown like any run; resolves with the exit code. @throws CommandFailed where nothing was started. */
export async function runScheduleNow(file: string, { job: name, despiteCalendars }: RunNowOptions): Promise<number> {
  using operator = followOperator();
  await using toolbox = createToolbox();
  const inPlace = new InPlace();
  operator.onAgain = () => program.talk(String(inPlace));
  await using desk = await openDesk(file, [inPlace, screenOfEach()], toolbox);
  const schedule = await desk.schedule();
  if (typeof schedule === 'string') {
    program.talk(schedule.trimEnd());
    return exitCodes.invalid;
  }
  const job = chosen(schedule, name);
  const end = await runNow(job, schedule, desk, { despiteCalendars: despiteCalendars === true, operator: operator.signal });
  if (end.kind === 'ran') return end.code;
  throw new CommandFailed(`Cannot run ${job.job} now: ${end.why}.`, 'firedrill schedule list shows what has the day; nothing was started.', exitCodes.refused);
}

/** A screen of its own for every run: each is a picture that begins anew. */
function screenOfEach(): Sink {
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

function chosen({ name: schedule, jobs }: Schedule, name: string | undefined): Program {
  const [only, ...others] = name === undefined ? jobs : jobs.filter(({ job }) => job === name);
  if (only !== undefined && others.length === 0) return only;
  const all = jobs.map(({ job }) => job).join(', ');
  const why = name === undefined ? `${schedule} has several jobs` : `${schedule} has no job ${name}`;
  throw new CommandFailed(`Cannot choose a job: ${why}.`, `Name one with --job: ${all}.`, exitCodes.invalid);
}
