/** One connection in socket mode (https://docs.slack.dev/apis/events-api/using-socket-mode): Slack tells what was pressed, and wants each telling acknowledged. */
import { SocketModeClient } from '@slack/socket-mode';
import { ms } from '../../../domain/units.ts';
import { clientOptions, silence, troubleOf, type ApiPorts } from '../api.ts';
import { SlackTrouble } from '../trouble.ts';

export interface Session {
  /** Settles when the connection is gone: Slack ends each within hours. */
  readonly ended: Promise<void>;
  close(): void;
}

export interface SessionOptions {
  readonly appToken: string;
  readonly api: string | undefined;
  readonly ports: ApiPorts;
  /** Hears each interaction, after it was acknowledged. */
  readonly heard: (body: unknown) => void;
  readonly signal: AbortSignal;
}

/** From the question for an address to Slack's hello. */
const opening = ms(15_000);

/** Connects once, and never again by itself. Rejects with SlackTrouble. */
export async function openSession({ appToken, api, ports, heard, signal }: SessionOptions): Promise<Session> {
  using deadline = ports.clock.deadline(opening, signal);
  const options = clientOptions(api, ports, deadline.signal);
  const client = new SocketModeClient({ appToken, autoReconnectEnabled: false, logger: silence, clientOptions: options });
  const ended = new Promise<void>((resolve) => client.once('disconnected', () => resolve()));
  client.on('interactive', ({ ack, body }: { readonly ack: () => Promise<void>; readonly body: unknown }) => {
    // Within three seconds, whatever comes of it.
    ack().catch(() => undefined);
    heard(body);
  });
  const close = (): void => void client.disconnect().catch(() => undefined);
  try {
    await Promise.race([client.start(), over(deadline.signal)]);
  } catch (error) {
    close();
    throw error === undefined ? noHello() : new SlackTrouble(troubleOf(error), { cause: error });
  }
  return { ended, close };
}

const noHello = (): SlackTrouble => new SlackTrouble({ kind: 'unreached', why: 'Slack closed the connection before it said hello' });

const over = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error(`no hello within ${opening / 1000} s`)), { once: true }));
