import type { Command } from 'commander';
import { program } from '../platform/program.ts';
import { since } from './since.ts';

export function addDigest(root: Command): void {
  root
    .command('digest')
    .description('what a week brought: drills and how they ended, findings, measures that have changed; a quiet week is one line')
    .option('--since <when>', 'from when: a date, or 7d, 4w (a week unless said)', since)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  firedrill digest --since 30d')
    .action(async (options: { since?: string; json?: true }) => {
      const { makeDigest } = await import('./make-digest.ts');
      program.print(await makeDigest(options.since ?? since('7d'), options.json === true));
    });
}
