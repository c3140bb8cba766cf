import { z } from 'zod';
import { secretsRedactor } from '../../domain/redact.ts';
import { reason } from '../../domain/reason.ts';
import type { Message } from '../../report/slack/blocks.ts';
import { asArguments, connect, type ApiPorts } from './api.ts';
import { sendToHook } from './hook.ts';
import { insistOnce } from './insist.ts';
import type { SlackSettings } from './kind.ts';

const posted = z.object({ ts: z.string() });

/** Posts a message that belongs to no run. Rejects where it was not posted, or where Slack does not say so: then it may stand there, and is not sent again. */
export async function post(settings: SlackSettings, message: Message, ports: ApiPorts, signal: AbortSignal): Promise<void> {
  const clean = secretsRedactor(settings.kind === 'webhook' ? [settings.webhook] : [settings.token]);
  try {
    await insistOnce(() => send(settings, message, ports, signal), { clock: ports.clock, signal });
  } catch (error) {
    // oxlint-disable-next-line preserve-caught-error -- the cause may hold what the sentence must not say
    throw new Error(clean(reason(error)));
  }
}

async function send(settings: SlackSettings, message: Message, ports: ApiPorts, signal: AbortSignal): Promise<void> {
  if (settings.kind === 'webhook') return sendToHook(settings.webhook, JSON.stringify(message), ports, signal);
  const args = { channel: settings.channel, ...asArguments(message), unfurl_links: false, unfurl_media: false };
  await connect(settings, ports, signal).call('chat.postMessage', args, posted);
}
