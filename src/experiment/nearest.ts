import { closestMatch } from 'leven';

/** The candidate somebody most likely meant: two slips of the finger in a short word (two swapped letters are two), three in a long one, none in a letter. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const allowed = word.length < 2 ? 0 : word.length < 3 ? 1 : word.length < 7 ? 2 : 3;
  return closestMatch(word, candidates, { maxDistance: allowed });
}

/** "one of a, b or c", cut where it would fill the line. */
export function oneOf(names: readonly string[]): string {
  if (names.length === 1) return String(names[0]);
  const shown = names.slice(0, 12);
  const rest = names.length > shown.length ? ', …' : ` or ${shown.pop()}`;
  return `one of ${shown.join(', ')}${rest}`;
}

/** The hint for a word that is none of the names: the nearest, or else all of them. */
export function hint(word: string, names: readonly string[]): { readonly suggestion: string } | { readonly expected?: string } {
  const suggestion = nearest(word, names);
  if (suggestion !== undefined) return { suggestion };
  return names.length === 0 ? {} : { expected: `expected ${oneOf(names)}` };
}

/** The same as a sentence, for whoever shows no place: "Did you mean …?", or else what to say instead. */
export function didYouMean(word: string, names: readonly string[], otherwise: string): string {
  const meant = nearest(word, names);
  return meant === undefined ? otherwise : `Did you mean ${meant}?`;
}
