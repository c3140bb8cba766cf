import { InvalidArgumentError, type Command } from 'commander';
import { sinceOf } from '../domain/memory/days.ts';
import { systemClock } from '../platform/clock.ts';
import { program } from '../platform/program.ts';

interface Options {
  /** The instant before which a run has to have ended. */
  readonly olderThan: string;
  readonly dryRun?: true;
}

export function addPrune(root: Command): void {
  root
    .command('prune')
    .description(
      'take events, logs and reports of old runs off the disk; their verdicts stay in the store, and in summary.json and undo.ndjson of their folders',
    )
    .requiredOption('--older-than <age>', 'how long ago a run has to have ended: 90d, 12w', age)
    .option('--dry-run', 'only say what would be pruned')
    .addHelpText('after', '\nExample:\n  firedrill prune --older-than 90d --dry-run')
    .action(async ({ olderThan, dryRun }: Options) => {
      const { prune } = await import('./prune-runs.ts');
      program.endWith(await prune(olderThan, dryRun === true));
    });
}

function age(text: string): string {
  const instant = /^\d+[dw]$/.test(text) ? sinceOf(text, systemClock.wall()) : undefined;
  if (instant === undefined) throw new InvalidArgumentError('Write an age such as 90d or 12w.');
  return instant;
}
