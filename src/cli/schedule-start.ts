import { resolve } from 'node:path';
import { nameOf } from '../domain/program/draw.ts';
import { foresee } from '../domain/program/foresee.ts';
import { showLocal } from '../domain/program/local.ts';
import type { Schedule } from '../domain/program/program.ts';
import { reason } from '../domain/reason.ts';
import { exitCodes } from '../domain/verdict.ts';
import { program } from '../platform/program.ts';
import { followOperator } from '../platform/signals.ts';
import type { Desk } from '../schedule/desk.ts';
import { keepSchedule } from '../schedule/scheduler.ts';
import { serveStatus, type StatusServer } from '../schedule/status-server.ts';
import { createToolbox, type Toolbox } from '../toolbox.ts';
import { claimRun } from './claim.ts';
import { InPlace } from './in-place.ts';
import { CommandFailed } from './problem.ts';
import { openDesk } from './schedule-desk.ts';
import type { Listen, StartOptions } from './schedule.ts';

/** Keeps a schedule until it is told to end; resolves with the exit code. @throws CommandFailed where it cannot start: nothing was run. */
export async function startSchedule(file: string, { listen }: StartOptions): Promise<number> {
  using operator = followOperator();
  await using toolbox = createToolbox();
  const inPlace = new InPlace();
  operator.onAgain = () => program.talk(String(inPlace));
  await using desk = await openDesk(file, [inPlace], toolbox);
  const schedule = await desk.schedule();
  if (typeof schedule === 'string') {
    program.talk(schedule.trimEnd());
    return exitCodes.invalid;
  }
  using alone = desk.shared ? undefined : await claimAlone(file, toolbox);
  void alone;
  await using server = listen === undefined ? undefined : await serve(listen, desk);
  program.print(`Keeping ${schedule.name} (${schedule.jobs.length === 1 ? '1 job' : `${schedule.jobs.length} jobs`}).`);
  for (const line of await coming(schedule, desk)) program.print(line);
  if (server !== undefined) program.print(`Serving ${server.address}/healthz and /readyz.`);
  return await keepSchedule(desk, operator.signal);
}

/** Two on one machine would skip each other's slots; where a team shares the store, its claims decide. */
async function claimAlone(file: string, toolbox: Toolbox): Promise<Disposable> {
  const claim = await claimRun(`schedule ${resolve(file)}`, 'schedule', toolbox);
  if (!claim.held) return claim;
  throw new CommandFailed(
    `Cannot start: process ${claim.holder.pid} keeps ${file} already.`,
    `End that one first: kill ${claim.holder.pid}`,
    exitCodes.refused,
  );
}

async function serve(listen: Listen, desk: Desk): Promise<StatusServer> {
  return serveStatus(listen, desk.health, undefined).catch((error: unknown) => {
    throw new CommandFailed(
      `Cannot serve ${listen.host}:${listen.port}: ${reason(error)}.`,
      'Name another address with --listen, or end who has it.',
      exitCodes.invalid,
    );
  });
}

/** What comes next, job by job, as far as the calendar alone decides. */
async function coming(schedule: Schedule, desk: Desk): Promise<readonly string[]> {
  const calendars = await desk.calendars(schedule);
  return schedule.jobs.map((job) => {
    const [next] = foresee(job, 1, { now: desk.wall.now(), seed: schedule.seed, calendars, occurrences: desk.occurrences });
    if (next === undefined) return `  ${job.job}: never due again`;
    const what = next.skip ?? next.runs.map(({ file }) => nameOf(job, file)).join(', then ');
    return `  ${job.job}: ${showLocal(next.start, job.timeZone)} ${job.timeZone}, ${next.skip === undefined ? what : `skipped: ${what}`}`;
  });
}
