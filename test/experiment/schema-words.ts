/** Every key that a schema knows, wherever it stands. */
export function keysOf(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(keysOf);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, inner]) =>
    name === 'properties' ? [...Object.keys(inner), ...Object.values(inner).flatMap(keysOf)] : keysOf(inner),
  );
}

/** Every word that a key may take. */
export function wordsOf(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(wordsOf);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, inner]) => (['enum', 'const'].includes(name) ? [inner].flat().map(String) : wordsOf(inner)));
}

/** Whether a text tells of a word, as a whole. */
export const tellsOf =
  (text: string) =>
  (word: string): boolean =>
    new RegExp(`(?<![\\w-])${word.replaceAll(/[$.]/g, String.raw`\$&`)}(?![\\w-])`).test(text);
