import { InvalidArgumentError, Option } from 'commander';

export type Vars = Readonly<Record<string, string>>;

/** `--var name=value`, given as often as there are variables; the last one of a name counts. */
export const varOption = (): Option => new Option('--var <name=value>', 'a variable of the file; may be said again').argParser(collectVar).default({}, 'none');

function collectVar(text: string, before: Vars): Vars {
  const cut = text.indexOf('=');
  if (cut < 1) throw new InvalidArgumentError('Write it as name=value.');
  return { ...before, [text.slice(0, cut)]: text.slice(cut + 1) };
}
