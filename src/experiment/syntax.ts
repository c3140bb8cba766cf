import type { YAMLError } from 'yaml';
import type { Place, SyntaxFault } from './problem.ts';

/** What is wrong with text that is no YAML, in our words where its author can do something about it. */
export function syntaxFault(error: YAMLError, text: string, at: (start: number, end: number) => Place): SyntaxFault {
  const [start, end] = error.pos;
  if (error.code === 'DUPLICATE_KEY') return doubledKey(text, start, at);
  const opened = unquotedReference(text, start);
  if (opened !== undefined) {
    const message = 'Inside { } and [ ] a reference needs quotes, because its own braces would end the mapping.';
    return { place: at(opened.start, opened.start + opened.text.length), message, expected: `expected "${opened.text}"` };
  }
  if (error.code === 'MULTIPLE_DOCS') return { place: at(start, start + 3), message: 'A file holds one document; this one holds several.' };
  const expected = wayOut[error.code];
  const message = `This is not YAML: ${error.message.split('\n')[0]?.replace(/\.$/, '') ?? error.code}.`;
  return { place: at(start, end), message, ...(expected === undefined ? {} : { expected }) };
}

/** For the slips that the parser's own words do not explain. */
const wayOut: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'expected quotes around a text that has ": " in it',
  TAB_AS_INDENT: 'expected spaces',
};

function doubledKey(text: string, start: number, at: (start: number, end: number) => Place): SyntaxFault {
  const key = /^("[^"\n]*"|'[^'\n]*'|[^:\n]+)/.exec(text.slice(start))?.[0] ?? '';
  return { place: at(start, start + key.length), message: `${key.replaceAll(/["']/g, '')} is there twice.`, expected: 'expected each key once' };
}

/** `{ for: ${var:for} }` is the commonest slip: the parser trips one character after the dollar. */
function unquotedReference(text: string, near: number): { start: number; text: string } | undefined {
  const from = text.lastIndexOf('\n', near - 1) + 1;
  const line = text.slice(from).split('\n')[0] ?? '';
  const reference = /(?<!["'\w$])\$\$?\{[^}\n]*\}/.exec(line);
  const inFlow = reference !== null && /[{[]/.test(line.slice(0, reference.index));
  return inFlow ? { start: from + reference.index, text: reference[0] } : undefined;
}
