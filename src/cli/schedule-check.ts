import type { Command } from 'commander';
import { exitCodes } from '../domain/verdict.ts';
import { program } from '../platform/program.ts';

export function addCheck(schedule: Command): void {
  schedule
    .command('check <file>')
    .description('check a schedule with all it needs: its experiments, what their environments allow, its calendars, that each job ever runs; starts nothing')
    .addHelpText('after', '\nExample:\n  firedrill schedule check experiments/weekly/schedule.yaml')
    .action(async (file: string) => {
      const [{ openSchedule }, { checkSchedule }, { nextOfEach }, { showComing }, { systemWall }] = await Promise.all([
        import('./open-schedule.ts'),
        import('../planning/schedule-check.ts'),
        import('./upcoming.ts'),
        import('./show-schedule.ts'),
        import('../platform/wall.ts'),
      ]);
      const opened = await openSchedule(file);
      if (opened === undefined) return;
      const now = systemWall.now();
      const wrong = await checkSchedule(file, opened, { env: program.environment(), now });
      if (wrong !== '') program.talk(wrong.trimEnd());
      else program.print(`${file}: valid. Next:\n${showComing(nextOfEach(opened, now))}`);
      program.endWith(wrong === '' ? exitCodes.held : exitCodes.invalid);
    });
}
