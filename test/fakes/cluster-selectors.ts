import type { Json, JsonObject } from '../../src/domain/json.ts';
import type { Kept } from './cluster.ts';

/** Label queries of the API, as far as ours go: `a=b`, `a!=b`, `a`, `!a`, `a in (b,c)`, `a notin (b,c)`. */
export function matchesLabels(query: string | undefined, { metadata }: Kept): boolean {
  const labels = (metadata['labels'] ?? {}) as Readonly<Record<string, string>>;
  const terms = (query ?? '').split(/,(?![^(]*\))/).map((one) => one.trim()).filter((one) => one !== ''); // prettier-ignore
  return terms.every((term) => holds(term, labels));
}

function holds(term: string, labels: Readonly<Record<string, string>>): boolean {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(term);
  if (set !== null) {
    const [, key = '', operator, values = ''] = set;
    const within = values.split(',').map((one) => one.trim()).includes(labels[key] ?? '\0'); // prettier-ignore
    return operator === 'in' ? within : !within;
  }
  const [, key = '', operator, value = ''] = /^([^=!]+)(!=|==|=)(.*)$/.exec(term) ?? [];
  if (operator === '!=') return labels[key] !== value;
  if (operator !== undefined) return labels[key] === value;
  return term.startsWith('!') ? labels[term.slice(1)] === undefined : labels[term] !== undefined;
}

/** Field queries: `spec.nodeName=node-1,status.phase!=Running`. */
export function matchesFields(query: string | undefined, object: Kept): boolean {
  const terms = (query ?? '').split(',').filter((one) => one !== '');
  return terms.every((term) => {
    const [, path = '', operator, value] = /^([^=!]+)(!=|==|=)(.*)$/.exec(term) ?? [];
    const found = path.split('.').reduce<Json | undefined>((at, key) => (at as JsonObject | undefined)?.[key], object);
    return operator === '!=' ? found !== value : found === value;
  });
}
