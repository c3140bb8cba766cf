/** Label queries as people and kubectl write them: `app=shop,tier in (a,b),!canary`. Source: Kubernetes docs, "Labels and Selectors". */
import type { Meta } from './meta.ts';
import { selects, type LabelSelector } from './selector.ts';

type Requirement = LabelSelector['matchExpressions'][number];

const key = String.raw`(?:[A-Za-z0-9.-]+/)?[A-Za-z0-9][-A-Za-z0-9_.]*`;
const value = '[-A-Za-z0-9_.]*';
const set = new RegExp(String.raw`^(${key})\s+(in|notin)\s*\(([^()]*)\)$`);
const equality = new RegExp(String.raw`^(${key})\s*(=|==|!=)\s*(${value})$`);
const existence = new RegExp(String.raw`^(!?)\s*(${key})$`);

/** What a query selects; `undefined` where it is none. Every requirement is an expression, so that each can be turned round. */
export function parseLabelQuery(query: string): LabelSelector | undefined {
  const terms = query.split(/,(?![^(]*\))/).map((one) => one.trim());
  const matchExpressions = terms.map(requirement);
  return matchExpressions.every((one) => one !== undefined) ? { matchLabels: {}, matchExpressions } : undefined;
}

function requirement(term: string): Requirement | undefined {
  const [, name = '', operator, list = ''] = set.exec(term) ?? [];
  if (operator !== undefined) {
    const values = list.split(',').map((one) => one.trim());
    return values.every((one) => new RegExp(`^${value}$`).test(one)) ? { key: name, operator: operator === 'in' ? 'In' : 'NotIn', values } : undefined;
  }
  const [, left = '', sign, right = ''] = equality.exec(term) ?? [];
  if (sign !== undefined) return { key: left, operator: sign === '!=' ? 'NotIn' : 'In', values: [right] };
  const [, not, present = ''] = existence.exec(term) ?? [];
  return not === undefined ? undefined : { key: present, operator: not === '!' ? 'DoesNotExist' : 'Exists', values: [] };
}

const opposite = { In: 'NotIn', NotIn: 'In', Exists: 'DoesNotExist', DoesNotExist: 'Exists' } as const;

/** Selectors of which at least one selects what this one does not, and none what it does: NOT (a AND b) is (NOT a) OR (NOT b). */
export function allBut({ matchLabels, matchExpressions }: LabelSelector): readonly LabelSelector[] {
  const equal = Object.entries(matchLabels).map(([name, text]): Requirement => ({ key: name, operator: 'In', values: [text] }));
  return [...equal, ...matchExpressions].map((one) => ({ matchLabels: {}, matchExpressions: [{ ...one, operator: opposite[one.operator] }] }));
}

/** Those whose labels match; none where the query is none. */
export function pickBy<T extends { readonly metadata: Pick<Meta, 'labels'> }>(query: string, objects: readonly T[]): readonly T[] {
  const selector = parseLabelQuery(query);
  return selector === undefined ? [] : objects.filter(({ metadata }) => selects(selector, metadata.labels));
}
