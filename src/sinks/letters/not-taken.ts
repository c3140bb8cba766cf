import { ms, type Ms } from '../../domain/units.ts';
import type { Http, HttpAnswer, HttpCall } from '../../ports/http.ts';

const longestWait = ms(30_000);

/** A receiver said no. */
export class NotTaken extends Error {
  /** Whether it may say yes to the same later. */
  readonly passing: boolean;
  /** How long it asked us to wait. */
  readonly wait: Ms | undefined;

  constructor(what: string, { passing, wait }: { readonly passing: boolean; readonly wait?: Ms | undefined }) {
    super(what);
    this.passing = passing;
    this.wait = wait;
  }
}

/** The receiver's answer; throws NotTaken where that is no success. Answers below 300 are one (RFC 9110, 15.3); 408, 425, 429 and 5xx may pass. */
export async function deliver(http: Http, call: HttpCall): Promise<HttpAnswer> {
  const answer = await http.request({ limit: 1024 * 1024, ...call });
  const { status, headers } = answer;
  if (status < 300) return answer;
  const passing = status >= 500 || status === 408 || status === 425 || status === 429;
  throw new NotTaken(`the receiver answered ${status}`, { passing, wait: retryAfter(headers['retry-after']) });
}

/** Retry-After in seconds (RFC 9110, 10.2.3); a date says nothing to somebody who trusts no wall clock. */
function retryAfter(text: string | undefined): Ms | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? ms(Math.min(Number(text) * 1000, longestWait)) : undefined;
}
