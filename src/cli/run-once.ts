import { exitCodes } from '../domain/verdict.ts';
import { ms } from '../domain/units.ts';
import { program } from '../platform/program.ts';
import { followOperator } from '../platform/signals.ts';
import { StoreTrouble } from '../schedule/desk.ts';
import { runOnce } from '../schedule/once.ts';
import { createToolbox } from '../toolbox.ts';
import { InPlace } from './in-place.ts';
import { CommandFailed } from './problem.ts';
import { openDesk } from './schedule-desk.ts';
import type { OnceOptions } from './schedule-once.ts';
import { chosen, screenOfEach } from './schedule-run-now.ts';

/** Runs the slot of a job that is due now; resolves with the exit code of the worst of its runs, and 0 where it passes. @throws CommandFailed where nothing could be started. */
export async function runScheduleOnce(file: string, { job: name, late }: OnceOptions): Promise<number> {
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
  const [job] = chosen(schedule, name);
  if (job === undefined) return exitCodes.invalid;
  const end = await runOnce(job, schedule, desk, { late: ms(late), operator: operator.signal }).catch((error: unknown) => {
    if (!(error instanceof StoreTrouble)) throw error;
    throw new CommandFailed(`Cannot run ${name}: no slot can be claimed, so nothing was started.`, error.message, exitCodes.refused);
  });
  if (end.kind === 'nothing due') program.print(`Nothing is due: ${end.why}.`);
  return end.kind === 'ran' ? end.code : exitCodes.held;
}
