import { expected } from '../domain/fields.ts';
import type { Bound, Comparator } from '../domain/condition.ts';
import { parseQuantity, type Dimension, type Quantity, type Unit } from '../domain/units.ts';

/** Where a condition stands decides which bounds make sense and what a comparator means there: in `abort` it describes the breach. */
export type Place = 'steady-state' | 'during' | 'throughout' | 'eventually' | 'abort';

export type BoundResult = { readonly kind: 'bound'; readonly bound: Bound } | { readonly kind: 'misfit'; readonly message: string; readonly expected?: string };

const quantity = String.raw`\d+(?:\.\d+)?\s*(?:ms|s|m|h|%|\/s|\/m|\/h|B|KiB|MiB|GiB|KB|MB|GB)?`;
const relative = new RegExp(`^(\\d+(?:\\.\\d+)?\\s*%)\\s+of\\s+baseline(?:\\s+or\\s+([+-])\\s*(${quantity}))?$`);

/** What a threshold looks like in the file, for editors; which unit it needs is only known with its SLI. */
export const boundPattern = `^([+-]?${quantity}|\\d+(\\.\\d+)?\\s*%\\s+of\\s+baseline(\\s+or\\s+[+-]\\s*${quantity})?|.*\\$\\{.+\\}.*)$`;

/** The threshold as a bound on an SLI of this unit. */
export function readBound(raw: string | number, comparator: Comparator, unit: Unit, place: Place): BoundResult {
  const match = typeof raw === 'string' ? relative.exec(raw.trim()) : null;
  if (match !== null) return readRelative(match, comparator, unit, place);
  const found = parseQuantity(raw);
  if (found === undefined) return misfit(`${raw} is not a threshold.`, example(unit.dimension));
  return fitQuantity(found, unit.dimension, String(raw)) ?? { kind: 'bound', bound: { kind: 'absolute', value: value(found) } };
}

const value = (found: Quantity): number => found.value;
const misfit = (message: string, expected?: string): BoundResult => ({ kind: 'misfit', message, ...(expected === undefined ? {} : { expected }) });

const example = (dimension: Dimension): string => `expected ${expected(dimension)}, or 130% of baseline`;

const unitsFor: Readonly<Record<Exclude<Dimension, 'number'>, string>> = {
  duration: 'unit: s or unit: ms to the SLI, whichever it reports',
  ratio: 'unit: ratio or unit: percent to the SLI, whichever it reports',
  rate: 'unit: per-second to the SLI',
  size: 'unit: bytes to the SLI',
};

const nouns: Readonly<Record<Dimension, string>> = { duration: 'a duration', ratio: 'a share', rate: 'a rate', size: 'a size', number: 'a plain number' };

/** Why a quantity cannot be held against an SLI of this dimension, or `undefined` where it can. */
function fitQuantity(found: Quantity, dimension: Dimension, text: string): BoundResult | undefined {
  const bareShare = dimension === 'ratio' && found.dimension === 'number';
  if (found.dimension !== dimension && !bareShare) {
    if (dimension !== 'number')
      return misfit(`${text} is ${nouns[found.dimension]}, and this SLI measures ${nouns[dimension]}.`, `expected ${expected(dimension)}`);
    if (found.dimension !== 'number') return misfit(`${text} is ${nouns[found.dimension]}, and this SLI has no unit.`, `add ${unitsFor[found.dimension]}`);
  }
  if (dimension === 'ratio' && found.value > 1) return misfit(`${text} is more than all: this SLI is a share.`, 'expected at most 100% (or 1)');
  if (dimension !== 'number' && found.value < 0) return misfit(`${text} is less than nothing.`, `expected ${expected(dimension)}`);
  return undefined;
}

/** `130% of baseline or +50ms`: the slack has a sign, so that nobody reads it as a limit of its own. */
function readRelative(match: RegExpExecArray, comparator: Comparator, unit: Unit, place: Place): BoundResult {
  const [, share = '', sign, slack] = match;
  if (place === 'steady-state')
    return misfit('Steady state has no baseline yet: it must hold before one is measured.', example(unit.dimension).replace(', or 130% of baseline', ''));
  if (comparator === 'equals') return misfit('Nothing equals its baseline to the last digit.', 'expected at-least or at-most for a bound relative to baseline');
  const ratio = parseQuantity(share)?.value ?? 0;
  if (ratio === 0) return misfit('0% of baseline is always 0.', `expected ${expected(unit.dimension)}`);
  if (slack === undefined) return { kind: 'bound', bound: { kind: 'relative', ratio } };
  const found = parseQuantity(slack);
  if (found === undefined) return misfit(`${slack} is not a slack.`, example(unit.dimension));
  const wrong = fitQuantity(found, unit.dimension, slack);
  if (wrong !== undefined) return wrong;
  const needed = slackSign(comparator, place);
  if (sign !== needed) return misfit(`A slack of ${sign}${slack} never has an effect with ${comparator} here.`, `expected ${needed}${slack}`);
  return { kind: 'bound', bound: { kind: 'relative', ratio, slack: sign === '-' ? -found.value : found.value } };
}

/** The slack makes the bound more lenient, so it points away from the good values; in abort the comparator names the bad ones. */
function slackSign(comparator: Comparator, place: Place): '+' | '-' {
  const limitsFromAbove = comparator === 'at-most' || comparator === 'below';
  return limitsFromAbove === (place !== 'abort') ? '+' : '-';
}
