import { Option, type Command } from 'commander';
import { program } from '../platform/program.ts';

export interface ExportOptions {
  readonly to: 'kubernetes' | 'github' | 'systemd';
  readonly job?: string;
  readonly out?: string;
  readonly command?: string;
  readonly image?: string;
  readonly namespace: string;
  readonly account: string;
  readonly claim?: string;
}

export function addExport(schedule: Command): void {
  schedule
    .command('export <file>')
    .description('hand a schedule to another calendar: CronJobs, a GitHub workflow, systemd timers, each of which calls firedrill schedule once')
    .addOption(new Option('--to <calendar>', 'whose').choices(['kubernetes', 'github', 'systemd']).makeOptionMandatory())
    .option('--job <name>', 'one job alone')
    .option('--out <folder>', 'write the files there, instead of printing them')
    .option('--command <words>', 'github, systemd: how firedrill is started there (npx --no -- firedrill; this very one)')
    .option('--image <image>', 'kubernetes: the image of firedrill, which has to be named')
    .option('--namespace <name>', 'kubernetes: where runners run', 'firedrill')
    .option('--account <name>', 'kubernetes: their ServiceAccount, with the rights that firedrill rbac prints', 'firedrill')
    .option('--claim <name>', 'kubernetes: a PersistentVolumeClaim that keeps runs and memory')
    .addHelpText(
      'after',
      `
Examples:
  firedrill schedule export experiments/weekly/schedule.yaml --to github > .github/workflows/drills.yml
  firedrill schedule export experiments/weekly/schedule.yaml --to systemd --out ~/.config/systemd/user
  firedrill schedule export weekly.yaml --to kubernetes --image registry.example/firedrill:0.1.0 | kubectl apply -f -`,
    )
    .action(async (file: string, options: ExportOptions) => {
      const { exportSchedule } = await import('./export-schedule.ts');
      program.endWith(await exportSchedule(file, options));
    });
}
