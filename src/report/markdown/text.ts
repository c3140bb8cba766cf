/** Text from experiments and targets on its way into Markdown: it must show as it is, and never become a table, a link or HTML. */

/** Escapes everything that Markdown or HTML would take for markup, and makes one line of it. */
export function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]{}|~$!@]/g, String.raw`\$&`)
    .replace(/^[#+=-]/, String.raw`\$&`)
    .replace(/^(\d+)([.)])(?=\s|$)/, String.raw`$1\$2`)
    .replace(/(https?|ftp):\/\//gi, '$1&#58;//')
    .replace(/www\./gi, 'www&#46;');
}

/** A full sentence, whether or not the text came with its full stop. */
export const sentence = (text: string): string => `${plain(text.replace(/\.\s*$/, ''))}.`;

/** A code span that survives backticks inside; not for tables, where a pipe would end the cell. */
export function code(text: string): string {
  const oneLine = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...(oneLine.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padded = oneLine.startsWith('`') || oneLine.endsWith('`') ? ` ${oneLine} ` : oneLine;
  return `${fence}${padded}${fence}`;
}

/** A block of commands, each on its own line, to be copied. */
export function block(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}sh`, ...lines, fence].join('\n');
}

/** A link where the address is one of the web; anything else stays text. */
export function link(label: string, address: string): string {
  return /^https?:\/\//i.test(address) ? `[${plain(label)}](<${address.replace(/[<>\s\\]/g, encodeURIComponent)}>)` : `${plain(label)}: ${plain(address)}`;
}

/** A table; cells are Markdown already. Nothing where there are no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
