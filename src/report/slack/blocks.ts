/** The blocks that a message of ours is made of, within what Slack takes (https://docs.slack.dev/reference/block-kit/blocks). */
import { cut } from '../cut.ts';

export type Text =
  | { readonly type: 'plain_text'; readonly text: string; readonly emoji: false }
  /** Verbatim: Slack makes no links or mentions of words that only look so. */
  | { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true };

export type Block =
  | { readonly type: 'header'; readonly text: Text }
  | { readonly type: 'section'; readonly text: Text }
  | { readonly type: 'context'; readonly elements: readonly Text[] }
  | { readonly type: 'divider' }
  | { readonly type: 'actions'; readonly elements: readonly Button[] };

/** A button that asks once more before it does what it says (https://docs.slack.dev/reference/block-kit/block-elements/button-element). */
export interface Button {
  readonly type: 'button';
  readonly text: Text;
  readonly action_id: string;
  readonly value: string;
  readonly style: 'danger';
  readonly confirm: { readonly title: Text; readonly text: Text; readonly confirm: Text; readonly deny: Text; readonly style: 'danger' };
}

/** One message: blocks for the screen; text for notifications and screen readers. */
export interface Message {
  readonly text: string;
  readonly blocks: readonly Block[];
}

const limits = {
  blocks: 50,
  header: 150,
  section: 3000,
  /** All blocks together. Slack names no number; 13 000 are refused as msg_blocks_too_long (https://github.com/slackapi/bolt-js/issues/2509). */
  together: 12_000,
  /** Of the text beside the blocks; Slack cuts at 40 000, and recommends no more than this. */
  text: 4000,
} as const;

const mrkdwn = (text: string): Text => ({ type: 'mrkdwn', text, verbatim: true });

const plain = (text: string, most: number): Text => ({ type: 'plain_text', text: cut(text, most), emoji: false });

/** A headline; what is too long is cut. */
export const header = (text: string): Block => ({ type: 'header', text: plain(text, limits.header) });

/** One red button; `value` comes back with who pressed it, after they have said yes to the question. */
export function redButton(
  words: string,
  { id, value }: { readonly id: string; readonly value: string },
  question: { readonly title: string; readonly text: string },
): Block {
  const confirm = {
    title: plain(question.title, 100),
    text: plain(question.text, 300),
    confirm: plain(words, 30),
    deny: plain('Leave it', 30),
    style: 'danger',
  } as const;
  return { type: 'actions', elements: [{ type: 'button', text: plain(words, 75), action_id: id, value, style: 'danger', confirm }] };
}

export const context = (line: string): Block => ({ type: 'context', elements: [mrkdwn(line)] });

/** Lines in as few sections as hold them; no line is torn apart, so each must be shorter than a section. */
export function paragraphs(lines: readonly string[]): readonly Block[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= limits.section) texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts.map((text) => ({ type: 'section', text: mrkdwn(text) }));
}

/** The characters of a block as Slack counts them: the JSON of it is what travels, so that is never fewer. */
const sizeOf = (block: Block): number => JSON.stringify(block).length;

const missing = context('More than a message holds: the rest is in the report.');

/** At most as many blocks as one message holds, and a line that says so where some had to go. */
export function fit(blocks: readonly Block[]): readonly Block[] {
  if (holds(blocks)) return blocks;
  const kept = [...blocks];
  while (kept.length > 0 && !holds([...kept, missing])) kept.pop();
  return [...kept, missing];
}

/** The blocks on as many messages as they need, up to `most`. */
export function pages(blocks: readonly Block[], most: number): readonly (readonly Block[])[] {
  const all: Block[][] = [[]];
  for (const block of blocks) {
    const last = all.at(-1) ?? [];
    if (holds([...last, block])) last.push(block);
    else all.push([block]);
  }
  if (all.length <= most) return all.filter((page) => page.length > 0);
  return [...all.slice(0, most - 1), fit(all.slice(most - 1).flat())];
}

const holds = (blocks: readonly Block[]): boolean => blocks.length <= limits.blocks && blocks.reduce((sum, block) => sum + sizeOf(block), 0) <= limits.together;
