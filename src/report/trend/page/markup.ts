/** HTML as a template: whatever is put in is escaped, unless it is markup already. */

export interface Markup {
  readonly text: string;
}

type Part = string | number | Markup | readonly Markup[];

export function markup(fixed: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { text: fixed.map((text, index) => `${text}${index < parts.length ? said(parts[index] ?? '') : ''}`).join('') };
}

function said(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escaped(`${part}`);
  return 'text' in part ? part.text : part.map(({ text }) => text).join('\n');
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;');
}
