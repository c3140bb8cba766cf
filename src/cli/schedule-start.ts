import { dirname, resolve } from 'node:path';
import type { Schedule } from '../domain/program/program.ts';
import { reason } from '../domain/reason.ts';
import { exitCodes } from '../domain/verdict.ts';
import { program } from '../platform/program.ts';
import { followOperator } from '../platform/signals.ts';
import { keepSchedule } from '../schedule/scheduler.ts';
import { serveStatus, type MetricsPage, type StatusServer } from '../schedule/status-server.ts';
import { createToolbox, type Toolbox } from '../toolbox.ts';
import { claimRun } from './claim.ts';
import { haltsHere } from './halts-here.ts';
import { InPlace } from './in-place.ts';
import { listenInSlack } from './listen-in-slack.ts';
import { CommandFailed } from './problem.ts';
import { resendLater } from './resend-later.ts';
import { baseFolder } from './run-folder.ts';
import { openDesk, type MachineDesk } from './schedule-desk.ts';
import { countRuns, type ScheduleMetrics } from './schedule-metrics.ts';
import type { Listen, StartOptions } from './schedule.ts';
import { showComing } from './show-schedule.ts';
import { nextOfEach } from './upcoming.ts';

/** Keeps a schedule until it is told to end; resolves with the exit code. @throws CommandFailed where it cannot start: nothing was run. */
export async function startSchedule(file: string, { listen }: StartOptions): Promise<number> {
  using operator = followOperator();
  await using toolbox = createToolbox();
  const inPlace = new InPlace();
  operator.onAgain = () => program.talk(String(inPlace));
  const metrics = listen === undefined ? undefined : await countRuns(toolbox);
  const sinks = metrics === undefined ? [inPlace] : [inPlace, metrics.sink];
  await using desk = await openDesk(file, toolbox, { sinks, skipped: (slot) => metrics?.skipped(slot) });
  const schedule = await desk.schedule();
  if (typeof schedule === 'string') {
    program.talk(schedule.trimEnd());
    return exitCodes.invalid;
  }
  using alone = desk.shared ? undefined : await claimAlone(file, toolbox);
  void alone;
  await using server = listen === undefined ? undefined : await serve(listen, desk, metrics?.page);
  program.print(`Keeping ${schedule.name}. Next:\n${await next(schedule, desk)}`);
  if (server !== undefined) program.print(`Serving ${server.address}/healthz, /readyz and /metrics.`);
  await using slack = await listenInSlack(desk.config(), haltsHere(desk.base, toolbox), desk.health);
  void slack;
  if (metrics !== undefined) await remember(metrics, desk);
  void resendLater(baseFolder(dirname(resolve(file))), program.talk);
  return await keepSchedule(desk, operator.signal);
}

/** A store that is away is said by whoever asks it next. */
const remember = (metrics: ScheduleMetrics, desk: MachineDesk): Promise<void> =>
  desk
    .store()
    .then((store) => metrics.remember(store))
    .catch(() => undefined);

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

async function serve(listen: Listen, desk: MachineDesk, page: MetricsPage | undefined): Promise<StatusServer> {
  return serveStatus(listen, desk.health, page).catch((error: unknown) => {
    throw new CommandFailed(
      `Cannot serve ${listen.host}:${listen.port}: ${reason(error)}.`,
      'Name another address with --listen, or end who has it.',
      exitCodes.invalid,
    );
  });
}

/** The next slot of each job and the next digest, as `schedule next` foretells them. */
async function next(schedule: Schedule, desk: MachineDesk): Promise<string> {
  const opened = { schedule, config: undefined, calendars: await desk.calendars(schedule), occurrences: desk.occurrences };
  return showComing(nextOfEach(opened, desk.wall.now()));
}
