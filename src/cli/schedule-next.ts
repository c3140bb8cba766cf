import { InvalidArgumentError, type Command } from 'commander';
import { instant } from '../domain/instants.ts';
import { exitCodes } from '../domain/verdict.ts';
import { program } from '../platform/program.ts';

interface NextOptions {
  readonly job?: string;
  readonly count: number;
  readonly from?: number;
  readonly json?: true;
}

export function addNext(schedule: Command): void {
  schedule
    .command('next <file>')
    .description('foretell what a schedule runs next: when, which experiments with which values, or why not; starts nothing')
    .option('--job <name>', 'of one job alone')
    .option('--count <number>', 'how many slots', countOf, 5)
    .option('--from <date>', 'from that day or instant on instead of now, such as 2026-12-24', instantOf)
    .option('--json', 'as JSON, with the seeds of the runs')
    .addHelpText(
      'after',
      '\nExamples:\n  firedrill schedule next experiments/weekly/schedule.yaml\n  firedrill schedule next experiments/weekly/schedule.yaml --job checkout --from 2026-12-24 --count 3',
    )
    .action(async (file: string, options: NextOptions) => {
      const [{ openSchedule }, { upcoming }, { showComing, comingAsJson }, { systemWall }] = await Promise.all([
        import('./open-schedule.ts'),
        import('./upcoming.ts'),
        import('./show-schedule.ts'),
        import('../platform/wall.ts'),
      ]);
      const opened = await openSchedule(file);
      if (opened === undefined) return;
      const coming = upcoming(opened, { now: options.from ?? systemWall.now(), ...options });
      program.print(options.json === true ? comingAsJson(opened.schedule, coming) : showComing(coming));
      program.endWith(exitCodes.held);
    });
}

function countOf(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1 to 999.');
  return Number(text);
}

function instantOf(text: string): number {
  try {
    if (/^\d{4}-\d{2}-\d{2}(T|$)/.test(text)) return instant(text);
  } catch {
    // No day that there is.
  }
  throw new InvalidArgumentError('Write a day (it begins in UTC) such as 2026-12-24, or an instant such as 2026-12-24T08:00:00Z.');
}
