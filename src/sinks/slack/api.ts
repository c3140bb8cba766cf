/** Slack's Web API as far as a run needs it; what its client and its answers look like stays here. */
import { ErrorCode, WebClient, type SlackError, type WebClientOptions } from '@slack/web-api';
import { z } from 'zod';
import { ms } from '../../domain/units.ts';
import type { Http } from '../../ports/http.ts';
import type { SinkPorts } from '../../ports/sink.ts';
import type { Message } from '../../report/slack/blocks.ts';
import { fetchThrough } from './fetch.ts';
import type { AppSettings } from './kind.ts';
import { callTrouble, codeTrouble, limited, SlackTrouble, statusTrouble, type Trouble } from './trouble.ts';

/** What one call may take. */
export const patience = ms(5000);

export interface Slack {
  /** One call of a method; rejects with SlackTrouble, and never tries again by itself. */
  call<T>(method: string, args: Readonly<Record<string, unknown>>, answer: z.ZodType<T>): Promise<T>;
  /** Sends bytes to the address that `files.getUploadURLExternal` gave. */
  upload(url: string, bytes: Uint8Array): Promise<void>;
}

export type ApiPorts = Pick<SinkPorts, 'clock' | 'http'>;

/** Of a client that ends with `signal`: its own retries (ten, over half an hour), its timer and its words on the console are off. */
export const clientOptions = (api: string | undefined, ports: ApiPorts, signal: AbortSignal): WebClientOptions => ({
  ...(api === undefined ? {} : { slackApiUrl: api }),
  allowAbsoluteUrls: false,
  fetch: fetchThrough(ports, patience, signal),
  logger: silence,
  rejectRateLimitedCalls: true,
  retryConfig: { retries: 0 },
  timeout: 0, // the Clock's deadline bounds each call
});

export function connect({ token, api }: Pick<AppSettings, 'token' | 'api'>, ports: ApiPorts, signal: AbortSignal): Slack {
  const client = new WebClient(token, clientOptions(api, ports, signal));
  return {
    call: async (method, args, answer) => {
      const said = await client.apiCall(method, args).catch((error: unknown) => {
        throw new SlackTrouble(troubleOf(error), { cause: error });
      });
      const { data } = answer.safeParse(said);
      if (data === undefined) throw new SlackTrouble({ kind: 'unclear', why: `Slack answered ${method} with something else than it documents` });
      return data;
    },
    upload: (url, bytes) => upload(ports, url, bytes, signal),
  };
}

/** Raw bytes by POST (https://docs.slack.dev/reference/methods/files.getUploadURLExternal). */
async function upload({ http, clock }: Pick<SinkPorts, 'clock'> & { readonly http: Http }, url: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  using deadline = clock.deadline(patience, signal);
  const call = { method: 'POST', url, headers: { 'content-type': 'application/octet-stream' }, bytes, signal: deadline.signal };
  const { status, headers } = await http.request(call).catch((error: unknown) => {
    throw new SlackTrouble(callTrouble(error), { cause: error });
  });
  if (status === 429) throw new SlackTrouble(limited(Number(headers['retry-after'] ?? 1)));
  if (status >= 300) throw new SlackTrouble(statusTrouble(status));
}

/** The arguments by which a message travels. */
export const asArguments = ({ text, blocks }: Message): Readonly<Record<string, unknown>> => ({
  text,
  blocks,
  parse: 'none',
});

const refusal = z.object({
  error: z.string(),
  needed: z.string().optional(),
  response_metadata: z.object({ messages: z.array(z.string()).optional() }).optional(),
});

/** What an error of Slack's client means. */
export function troubleOf(error: unknown): Trouble {
  if (!isSlackError(error)) return callTrouble(error);
  if (error.code === ErrorCode.RateLimitedError && 'retryAfter' in error) return limited(Number(error.retryAfter));
  if (error.code === ErrorCode.HTTPError && 'statusCode' in error) return statusTrouble(Number(error.statusCode));
  const { data } = refusal.safeParse('data' in error ? error.data : undefined);
  if (data === undefined) return callTrouble(error);
  return codeTrouble(data.error, data.needed ?? data.response_metadata?.messages?.slice(0, 3).join('; '));
}

const isSlackError = (error: unknown): error is SlackError & { readonly code: ErrorCode } =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('slack_webapi');

/** The client logs by itself what it then also throws. */
const nothing = (): void => undefined;
export const silence = { debug: nothing, info: nothing, warn: nothing, error: nothing, setLevel: nothing, getLevel: () => 'error' as never, setName: nothing };
