/** Shortening text where people see a boundary: never inside a surrogate pair, a flag, or a letter with its accents. */

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * At most `most` of what `size` measures, `…` included; text that fits stays as it is.
 * `size` must be additive over graphemes: UTF-16 units unless said, which is never fewer than what others count as characters.
 */
export function cut(text: string, most: number, size: (part: string) => number = (part) => part.length): string {
  if (size(text) <= most) return text;
  let kept = '';
  let used = size('…');
  for (const { segment } of graphemes.segment(text)) {
    used += size(segment);
    if (used > most) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
