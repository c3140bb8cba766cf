import { readFileSync } from 'node:fs';

export type FileText = { readonly kind: 'text'; readonly text: string } | NoText;
export type NoText = { readonly kind: 'absent' } | { readonly kind: 'unreadable'; readonly why: string; readonly hint: string };

/** The text of a file, without its byte order mark, or why there is none. */
export function fileText(file: string): FileText {
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)) };
  } catch (error) {
    return whyNone(error);
  }
}

/** The text of a file, where it has one. */
export function textOf(file: string): string | undefined {
  const found = fileText(file);
  return found.kind === 'text' ? found.text : undefined;
}

/** That a file cannot be read, in a sentence with the way out; @param wanted what to name instead of one that is not there. */
export function cannotRead(file: string, found: NoText, wanted: string): string {
  const { why, hint } = found.kind === 'absent' ? { why: 'there is no such file', hint: `Name ${wanted}.` } : found;
  return `Cannot read ${file}: ${why}. ${hint}\n`;
}

function whyNone(error: unknown): NoText {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
  const [why = code, hint = 'Look at it, and at its disk.'] = known[code] ?? [];
  return { kind: 'unreadable', why, hint };
}

const known: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  EACCES: ['you may not', 'Give yourself the right to read it, or name another.'],
  EISDIR: ['it is a folder', 'Name a file in it.'],
  ERR_ENCODING_INVALID_ENCODED_DATA: ['it is not UTF-8', 'Save it as UTF-8.'],
};
