import { LineCounter, parseDocument } from 'yaml';
import { find, placeOf, rangeOf, type Path, type Source } from './source.ts';

/**
 * What a module's default export gave, with its places in the module's text.
 * An object literal is near enough to a YAML flow mapping for YAML's forgiving parser to find its keys; where the value is
 * computed, the place is that of the nearest literal around it.
 */
export function moduleSource(exported: unknown, text: string): Source {
  const code = blankComments(text);
  const start = Math.max(0, code.search(/(?<=defineExperiment\s*\(\s*)\{/));
  const document = parseDocument(code.slice(start), { prettyErrors: false, logLevel: 'silent', uniqueKeys: false });
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  return {
    value: exported,
    broken: [],
    doubled: [],
    place: (path, part) => {
      const [from, to] = rangeOf(find(document, path), part);
      return placeOf(text, lines, start + from, start + Math.max(from + 1, to));
    },
    written: (path) => written(exported, path),
  };
}

/** Comments become spaces, so that every place stays where it is; a `//` inside quotes is no comment. */
const blankComments = (text: string): string =>
  text.replaceAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) =>
    part.startsWith('/') ? part.replaceAll(/[^\n]/g, ' ') : part,
  );

/** A module's value is what the program computed, so that is what is quoted; references are still references in it. */
function written(exported: unknown, path: Path): string {
  const value = path.reduce<unknown>((inner, step) => (typeof inner === 'object' && inner !== null ? Object(inner)[step] : inner), exported);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text?.split('\n')[0]?.slice(0, 60) ?? 'nothing';
}
