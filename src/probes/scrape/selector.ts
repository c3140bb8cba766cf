/** Which series an SLI means, spelled as in PromQL: `name{label="x",other=~"a|b"}`. */
import { unescapeText } from './labels.ts';

export interface Selector {
  readonly text: string;
  readonly name: string;
  matches(labels: ReadonlyMap<string, string>): boolean;
}

type Matcher = (labels: ReadonlyMap<string, string>) => boolean;

const whole = /^\s*([a-zA-Z_:][\w:]*)\s*(?:\{(.*)\})?\s*$/s;
const part = /\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*(,|$)/sy;

/** `undefined` for anything that is no selector, so that the caller says where it stands. */
export function parseSelector(text: string): Selector | undefined {
  const [, name, inner = ''] = whole.exec(text) ?? [];
  const matchers = parseMatchers(inner);
  if (name === undefined || matchers === undefined) return undefined;
  return { text, name, matches: (labels) => matchers.every((matches) => matches(labels)) };
}

/** As `parseSelector`, for a text that the schema let through. */
export function selectorOf(text: string): Selector {
  const selector = parseSelector(text);
  if (selector === undefined) throw new Error(`Cannot select ${text}: it is no selector. Write a metric's name, then labels: name{label="x"}.`);
  return selector;
}

function parseMatchers(text: string): readonly Matcher[] | undefined {
  const matchers: Matcher[] = [];
  part.lastIndex = 0;
  while (text.slice(part.lastIndex).trim() !== '') {
    const found = part.exec(text);
    if (found === null) return undefined;
    const matcher = parseMatcher(found[1] ?? '', found[2] ?? '', unescapeText(found[3] ?? ''));
    if (matcher === undefined) return undefined;
    matchers.push(matcher);
  }
  return matchers;
}

/** A label that is not there counts as empty; a pattern must match the whole value. */
function parseMatcher(label: string, operator: string, wanted: string): Matcher | undefined {
  const value = (labels: ReadonlyMap<string, string>): string => labels.get(label) ?? '';
  if (operator === '=') return (labels) => value(labels) === wanted;
  if (operator === '!=') return (labels) => value(labels) !== wanted;
  const pattern = compile(wanted);
  if (pattern === undefined) return undefined;
  return (labels) => pattern.test(value(labels)) === (operator === '=~');
}

function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`, 's');
  } catch {
    return undefined;
  }
}
