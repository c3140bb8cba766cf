/** What an answer of Slack, or none, means for what was asked. */
import { ms, type Ms } from '../../domain/units.ts';
import { hints } from './hints.ts';

export type Trouble =
  /** Not done, and not before this time has passed. */
  | { readonly kind: 'limited'; readonly wait: Ms; readonly why: string }
  /** Not done, and it may go another time. */
  | { readonly kind: 'unreached'; readonly why: string }
  /** Perhaps done: no answer, or one that says so little. */
  | { readonly kind: 'unclear'; readonly why: string }
  /** Not done, and asking again changes nothing. */
  | { readonly kind: 'refused'; readonly code: string; readonly why: string };

/** Slack did not do what was asked, or did not say so. */
export class SlackTrouble extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble, options?: ErrorOptions) {
    super(trouble.why, options);
    this.trouble = trouble;
  }
}

/** What may have been done before the error (https://docs.slack.dev/reference/methods/chat.postMessage, errors). */
const halfDone: ReadonlySet<string> = new Set(['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable', 'team_added_to_org']);

/** An error code of the Web API or of a webhook; `detail` is what Slack says besides. */
export function codeTrouble(code: string, detail = ''): Trouble {
  if (code === 'ratelimited' || code === 'rate_limited') return { kind: 'limited', wait: ms(1000), why: 'Slack has had too many calls' };
  if (!/^[\w-]{2,80}$/.test(code)) return { kind: 'unclear', why: 'what answered is not Slack: check api, and the proxy in between' };
  if (halfDone.has(code)) return { kind: 'unclear', why: `Slack answered ${code}` };
  const hint = hints[code];
  return { kind: 'refused', code, why: `Slack answered ${code}${detail === '' ? '' : ` (${detail})`}${hint === undefined ? '' : `: ${hint}`}` };
}

export const limited = (seconds: number): Trouble => ({ kind: 'limited', wait: ms(Math.max(1, seconds) * 1000), why: `Slack asks to wait ${seconds} s` });

/** An HTTP status where Slack's own answer was expected. */
export const statusTrouble = (status: number): Trouble =>
  status >= 500 || status === 408
    ? { kind: 'unclear', why: `Slack answered ${status}` }
    : { kind: 'refused', code: `http_${status}`, why: `Slack answered ${status}` };

/** Before these a connection stood, and nothing can have arrived. */
const neverConnected: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** A call that ended without an answer. */
export function callTrouble(error: unknown): Trouble {
  const code = codeOf(error);
  if (code !== undefined && neverConnected.has(code)) return { kind: 'unreached', why: `Slack cannot be reached: ${code}` };
  return { kind: 'unclear', why: `Slack did not answer: ${error instanceof Error ? error.message : String(error)}` };
}

/** Its own code, or that of what it wraps; of several addresses of one name the first. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string' && !error.code.startsWith('slack_')) return error.code;
  return codeOf(error instanceof AggregateError ? error.errors[0] : error.cause);
}
