/** A table in plain text: the first column to the left, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    widths.map((width, column) => (column === 0 ? (row[column] ?? '').padEnd(width) : (row[column] ?? '').padStart(width))).join('  ');
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].map((text) => text.trimEnd()).join('\n');
}

export const whole = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(0));
export const tenths = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(1));
