import { InvalidArgumentError, type Command } from 'commander';
import { program } from '../platform/program.ts';
import { addCheck } from './schedule-check.ts';
import { addExport } from './schedule-export.ts';
import { addList } from './schedule-list.ts';
import { addNext } from './schedule-next.ts';
import { addOnce } from './schedule-once.ts';

export interface StartOptions {
  readonly listen?: Listen;
}

export interface RunNowOptions {
  readonly job?: string;
  readonly despiteCalendars?: true;
}

export interface Listen {
  readonly host: string;
  readonly port: number;
}

export function addSchedule(root: Command): void {
  const schedule = root.command('schedule').description('run experiments by the calendar: what comes next, once now, or as a service');
  for (const add of [addNext, addList, addCheck, addOnce, addExport]) add(schedule);
  schedule
    .command('start <file>')
    .description('keep a schedule: runs what is due, until Ctrl-C; a run under way is restored first')
    .option('--listen <address>', 'serve /healthz, /readyz and /metrics there, such as 127.0.0.1:9464', addressOf)
    .addHelpText('after', '\nExample:\n  firedrill schedule start experiments/weekly/schedule.yaml --listen 127.0.0.1:9464')
    .action(async (file: string, options: StartOptions) => {
      const { startSchedule } = await import('./schedule-start.ts');
      program.endWith(await startSchedule(file, options));
    });
  schedule
    .command('run-now <file>')
    .description('run the jobs of a schedule once, now: whatever the hour, but not on a day that a calendar has taken')
    .option('--job <name>', 'that one alone')
    .option('--despite-calendars', 'also on a day or in an hour that a calendar has taken')
    .addHelpText('after', '\nExample:\n  firedrill schedule run-now experiments/weekly/schedule.yaml')
    .action(async (file: string, options: RunNowOptions) => {
      const { runScheduleNow } = await import('./schedule-run-now.ts');
      program.endWith(await runScheduleNow(file, options));
    });
  for (const command of schedule.commands) command.exitOverride().showHelpAfterError(`(firedrill schedule ${command.name()} --help)`);
}

/** `127.0.0.1:9464`, `[::1]:9464`, `:9464` for every address of this machine; port 0 takes a free one. */
function addressOf(text: string): Listen {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535) throw new InvalidArgumentError('Write it as host:port, such as 127.0.0.1:9464.');
  const host = bracketed ?? plain ?? '';
  return { host: host === '' ? '::' : host, port: Number(port) };
}
