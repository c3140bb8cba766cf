/**
 * Whether a command line is the one meant: as many arguments, each matching its pattern wholly, `*` being any text.
 * A program named without a slash matches whatever folder it was started from.
 */
export function matchesCommand(pattern: readonly string[], argv: readonly string[]): boolean {
  if (argv.length === 0 || pattern.length !== argv.length) return false;
  return pattern.every((glob, index) => {
    const argument = argv[index] ?? '';
    return matchesGlob(glob, index === 0 && !glob.includes('/') ? baseName(argument) : argument);
  });
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Linear, unlike a regular expression of many stars: the file's author and the process's author need not be the same person. */
export function matchesGlob(glob: string, text: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  const last = rest.pop();
  if (last === undefined) return glob === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
