import type { Command } from 'commander';
import { exitCodes } from '../domain/verdict.ts';
import { program } from '../platform/program.ts';

export function addList(schedule: Command): void {
  schedule
    .command('list <file>')
    .description('show the jobs of a schedule: when, what, on which terms; starts nothing')
    .addHelpText('after', '\nExample:\n  firedrill schedule list experiments/weekly/schedule.yaml')
    .action(async (file: string) => {
      const [{ readScheduleFile }, { showJobs }] = await Promise.all([import('../planning/schedule-file.ts'), import('./show-schedule.ts')]);
      const reading = await readScheduleFile(file, program.environment());
      if (reading.kind === 'valid') program.print(showJobs(reading.schedule));
      else program.talk(reading.text.trimEnd());
      program.endWith(reading.kind === 'valid' ? exitCodes.held : exitCodes.invalid);
    });
}
