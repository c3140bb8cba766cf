import { z } from 'zod';
import type { SinkKind } from '../../ports/sink.ts';

const schema = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'expected an address such as https://hooks.example/drills' }).describe('Where each message is posted.'),
  secret: z.string().min(16, { error: 'expected at least 16 characters' }).describe('The key of the signature, as a reference: ${env:DRILL_HOOK_SECRET}.'),
});

export type WebhookSettings = z.output<typeof schema>;

/** Any receiver of JSON over HTTP. */
export const webhookKind: SinkKind<WebhookSettings> = {
  type: 'webhook',
  about: 'posts the start and the end of a run as JSON, signed',
  schema,
  load: async () => (await import('./courier.ts')).openWebhook,
};
