import type { Program, Schedule } from '../domain/program/program.ts';
import { exitCodes, worstCode } from '../domain/verdict.ts';
import type { Desk } from '../schedule/desk.ts';
import { runNow } from '../schedule/run-now.ts';
import { jobNamed } from './job-named.ts';
import { CommandFailed, complain } from './problem.ts';
import type { RunNowOptions } from './schedule.ts';
import { withSchedule } from './with-schedule.ts';

/** Runs the jobs of a schedule once, one after the other in the order of the file, or one of them; resolves with the exit code of the worst. */
export async function runScheduleNow(file: string, { job: name, despiteCalendars }: RunNowOptions): Promise<number> {
  return withSchedule(file, async (schedule, desk, operator) => {
    const codes: number[] = [];
    for (const job of name === undefined ? schedule.jobs : [jobNamed(schedule, name)]) {
      codes.push(await once(job, schedule, desk, { despiteCalendars: despiteCalendars === true, operator }));
      if (operator.aborted || !goesOn.has(worstCode(codes))) break;
    }
    return worstCode(codes);
  });
}

/** After what else came to be, the next fault would meet a target that may still suffer, or somebody who has said stop. */
const goesOn: ReadonlySet<number> = new Set([exitCodes.held, exitCodes.refuted, exitCodes.inconclusive, exitCodes.refused]);

async function once(job: Program, schedule: Schedule, desk: Desk, options: Parameters<typeof runNow>[3]): Promise<number> {
  const end = await runNow(job, schedule, desk, options);
  if (end.kind === 'ran') return end.code;
  const hint = end.byCalendar ? 'Choose another day, or say --despite-calendars.' : 'Nothing was started.';
  return complain(new CommandFailed(`Cannot run ${job.job} now: ${end.why}.`, hint, exitCodes.refused));
}
