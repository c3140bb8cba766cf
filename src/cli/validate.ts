import type { Command } from 'commander';
import { program } from '../platform/program.ts';
import { varOption, type Vars } from './vars.ts';

export function addValidate(root: Command): void {
  root
    .command('validate <files...>')
    .description('check experiment files: every mistake at once, with its place and a way out; touches nothing')
    .addOption(varOption())
    .addHelpText('after', '\nExample:\n  firedrill validate experiments/shop/*.yaml')
    .action(async (files: string[], options: { var: Vars }) => {
      const [{ readFile }, { experimentFiles }] = await Promise.all([import('../planning/read-file.ts'), import('./experiment-files.ts')]);
      const readings = await Promise.all(
        experimentFiles(files).map(async (file) => ({ file, reading: await readFile(file, options.var, program.environment()) })),
      );
      for (const { file, reading } of readings) {
        if (reading.kind === 'valid') program.print(`${file}: valid`);
        const talk = reading.kind === 'valid' ? reading.warnings : reading.text;
        if (talk !== '') program.talk(talk.trimEnd());
      }
      program.endWith(readings.every(({ reading }) => reading.kind === 'valid') ? 0 : 2);
    });
}
