/** What Slack says of blocks that break its limits (https://docs.slack.dev/reference/block-kit/blocks); nothing where it takes them. */
import { z } from 'zod';

const text = (most: number, types: readonly ['plain_text' | 'mrkdwn', ...('plain_text' | 'mrkdwn')[]] = ['plain_text', 'mrkdwn']) =>
  z.strictObject({ type: z.enum(types), text: z.string().min(1).max(most), emoji: z.boolean().optional(), verbatim: z.boolean().optional() });
const id = z.string().max(255).optional();

const button = z.strictObject({
  type: z.literal('button'),
  text: text(75, ['plain_text']),
  action_id: id,
  value: z.string().max(2000).optional(),
  url: z.string().max(3000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: z
    .strictObject({
      title: text(100, ['plain_text']),
      text: text(300),
      confirm: text(30, ['plain_text']),
      deny: text(30, ['plain_text']),
      style: z.string().optional(),
    })
    .optional(),
});

const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), text: text(150, ['plain_text']), block_id: id }),
  z.strictObject({
    type: z.literal('section'),
    text: text(3000).optional(),
    fields: z.array(text(2000)).min(1).max(10).optional(),
    accessory: button.optional(),
    block_id: id,
  }),
  z.strictObject({ type: z.literal('context'), elements: z.array(text(3000)).min(1).max(10), block_id: id }),
  z.strictObject({ type: z.literal('divider'), block_id: id }),
  z.strictObject({ type: z.literal('actions'), elements: z.array(button).min(1).max(25), block_id: id }),
]);

export type Block = z.output<typeof block>;

/** Slack's documentation has no number for all blocks together; 13 000 characters were refused (slackapi/bolt-js issue 2509). */
const together = 12_000;

export function refuseBlocks(given: unknown): { readonly error: string; readonly messages: readonly string[] } | undefined {
  if (!Array.isArray(given)) return { error: 'invalid_blocks_format', messages: ['[ERROR] blocks must be a list'] };
  if (given.length > 50) return { error: 'invalid_blocks', messages: ['[ERROR] no more than 50 items allowed [json-pointer:/blocks]'] };
  const parsed = z.array(block).safeParse(given);
  if (!parsed.success) {
    const messages = parsed.error.issues.map(({ message, path }) => `[ERROR] ${message} [json-pointer:/blocks/${path.join('/')}]`);
    return { error: 'invalid_blocks', messages };
  }
  const empty = parsed.data.find((one) => one.type === 'section' && one.text === undefined && one.fields === undefined);
  if (empty !== undefined) return { error: 'invalid_blocks', messages: ['[ERROR] a section needs text or fields'] };
  return given.reduce<number>((sum, one) => sum + textIn(one), 0) > together ? { error: 'msg_blocks_too_long', messages: [] } : undefined;
}

/** Characters of every text inside. */
function textIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + textIn(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [key, inner]) => sum + (key === 'text' && typeof inner === 'string' ? inner.length : textIn(inner)), 0);
}
