/** One post through an incoming webhook, which answers with a status and one word (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). */
import { patience, type ApiPorts } from './api.ts';
import { callTrouble, codeTrouble, limited, SlackTrouble, statusTrouble } from './trouble.ts';

/** Rejects with SlackTrouble where it was not posted, or may not have been. */
export async function sendToHook(webhook: string, body: string, { http, clock }: ApiPorts, signal: AbortSignal): Promise<void> {
  using deadline = clock.deadline(patience, signal);
  const call = { method: 'POST', url: webhook, headers: { 'content-type': 'application/json' }, body, signal: deadline.signal, limit: 65_536 };
  const answer = await http.request(call).catch((error: unknown) => {
    throw new SlackTrouble(callTrouble(error), { cause: error });
  });
  if (answer.status === 429) throw new SlackTrouble(limited(Number(answer.headers['retry-after'] ?? 1)));
  if (answer.status < 300) return;
  const word = /^[a-z_]{3,40}$/.exec(answer.body.trim())?.[0];
  throw new SlackTrouble(word === undefined || answer.status >= 500 ? statusTrouble(answer.status) : codeTrouble(word));
}
