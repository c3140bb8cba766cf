import { exitCodes } from '../domain/verdict.ts';
import { ms } from '../domain/units.ts';
import { program } from '../platform/program.ts';
import { StoreTrouble } from '../schedule/desk.ts';
import { runOnce } from '../schedule/once.ts';
import { jobNamed } from './job-named.ts';
import { CommandFailed } from './problem.ts';
import type { OnceOptions } from './schedule-once.ts';
import { withSchedule } from './with-schedule.ts';

/** Runs the slot of a job that is due now; resolves with the exit code of the worst of its runs, and 0 where it passes. @throws CommandFailed where nothing could be started. */
export async function runScheduleOnce(file: string, { job: name, late }: OnceOptions): Promise<number> {
  return withSchedule(file, async (schedule, desk, operator) => {
    const end = await runOnce(jobNamed(schedule, name), schedule, desk, { late: ms(late), operator }).catch((error: unknown) => {
      if (!(error instanceof StoreTrouble)) throw error;
      throw new CommandFailed(`Cannot run ${name}: no slot can be claimed, so nothing was started.`, error.message, exitCodes.refused);
    });
    if (end.kind === 'nothing due') program.print(`Nothing is due: ${end.why}.`);
    return end.kind === 'ran' ? end.code : exitCodes.held;
  });
}
