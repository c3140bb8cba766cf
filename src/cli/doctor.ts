import type { Command } from 'commander';
import { program } from '../platform/program.ts';

export function addDoctor(root: Command): void {
  root
    .command('doctor')
    .description('look whether this machine and this checkout can run drills and restore them')
    .addHelpText('after', '\nExample:\n  firedrill doctor')
    .action(async () => {
      const { diagnose } = await import('./diagnose.ts');
      const found = await diagnose();
      for (const { ok, what, hint } of found) program.print(`${ok ? 'ok  ' : 'FAIL'}  ${what}${hint === undefined ? '' : `\n      ${hint}`}`);
      program.endWith(found.every(({ ok }) => ok) ? 0 : 4);
    });
}
