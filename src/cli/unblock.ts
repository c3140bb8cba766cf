import type { Command } from 'commander';
import { program } from '../platform/program.ts';

export function addUnblock(root: Command): void {
  root
    .command('unblock')
    .description('allow runs again after abort --all --block')
    .addHelpText('after', '\nExample:\n  firedrill unblock')
    .action(async () => {
      const [{ openStateIfPossible }, { stateFolder }] = await Promise.all([import('../record/tolerant-state.ts'), import('../platform/places.ts')]);
      using state = openStateIfPossible(stateFolder());
      program.print(state.unblock() ? 'Runs are allowed again.' : 'Runs were not blocked.');
    });
}
