import { InvalidArgumentError, Option, type Command } from 'commander';
import { program } from '../platform/program.ts';

export interface OnceOptions {
  readonly job: string;
  /** Ms. */
  readonly late: number;
}

export function addOnce(schedule: Command): void {
  schedule
    .command('once <file>')
    .description('for timers of others (cron, CronJobs, workflows): run the slot of a job that is due now as the service would, and end')
    .requiredOption('--job <name>', 'which job')
    .addOption(new Option('--late <duration>', 'how late the timer may be, up to 2h; never into the next slot').argParser(lateness).default(600_000, '10m'))
    .addHelpText(
      'after',
      `
A slot that passes, for a holiday or at an hour that is none of the job's, is no failure: it ends with 0 and says why.

Example:
  firedrill schedule once experiments/weekly/schedule.yaml --job checkout --late 15m`,
    )
    .action(async (file: string, options: OnceOptions) => {
      const { runScheduleOnce } = await import('./run-once.ts');
      program.endWith(await runScheduleOnce(file, options));
    });
}

const units = { s: 1000, m: 60_000, h: 3_600_000 } as const;

function lateness(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,4})([smh])$/.exec(text) ?? [];
  const time = unit === 's' || unit === 'm' || unit === 'h' ? Number(number) * units[unit] : NaN;
  if (!(time <= 2 * units.h)) throw new InvalidArgumentError('Write a duration such as 15m, at most 2h.');
  return time;
}
