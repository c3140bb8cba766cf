import { Argument, type Command } from 'commander';
import { program } from '../platform/program.ts';

export function addDoctor(root: Command): void {
  root
    .command('doctor')
    .description('look whether this machine and this checkout can run drills and restore them; slack: whether the Slack sinks of the config can work')
    .addArgument(new Argument('[what]', 'that alone').choices(['slack']))
    .addHelpText('after', '\nExamples:\n  firedrill doctor\n  firedrill doctor slack')
    .action(async (what: 'slack' | undefined) => {
      const found = what === 'slack' ? await (await import('./diagnose-slack.ts')).diagnoseSlack() : await (await import('./diagnose.ts')).diagnose();
      for (const { ok, what: seen, hint } of found) program.print(`${ok ? 'ok  ' : 'FAIL'}  ${seen}${hint === undefined ? '' : `\n      ${hint}`}`);
      program.endWith(found.every(({ ok }) => ok) ? 0 : 4);
    });
}
