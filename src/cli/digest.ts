import type { Command } from 'commander';
import { since } from './since.ts';

export function addDigest(root: Command): void {
  root
    .command('digest')
    .description('what a week brought: drills and how they ended, findings, measures that have changed; a quiet week is one line')
    .option('--since <when>', 'from when: a date, or 7d, 4w (a week unless said)', since)
    .option('--json', 'as JSON')
    .option('--post', 'also post it to every Slack sink of the config')
    .addHelpText(
      'after',
      '\nExamples:\n  firedrill digest --since 30d\n  firedrill digest --post          # from a timer; a schedule with digest: does so itself',
    )
    .action(async ({ since: from = since('7d'), ...options }: { since?: string; json?: true; post?: true }) => {
      const { makeDigest } = await import('./make-digest.ts');
      await makeDigest(from, options);
    });
}
