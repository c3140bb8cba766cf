import { ms, type Ms } from '../../domain/units.ts';
import type { Http, HttpAnswer, HttpCall } from '../../ports/http.ts';

const longestWait = ms(30_000);

/** A receiver said no. */
export class NotTaken extends Error {
  /** Whether it may say yes to the same later. */
  readonly passing: boolean;
  /** How long it asked us to wait. */
  readonly wait: Ms | undefined;
  readonly status: number;

  constructor({ status, headers }: HttpAnswer) {
    super(`the receiver answered ${status}`);
    this.status = status;
    this.passing = status >= 500 || status === 408 || status === 425 || status === 429;
    this.wait = retryAfter(headers['retry-after']);
  }
}

/** The receiver's answer; throws NotTaken where that is no success: any from 300 on (RFC 9110, 15.3), since a redirect of a message is followed by nobody. */
export async function deliver(http: Http, call: HttpCall): Promise<HttpAnswer> {
  const answer = await http.request({ limit: 1024 * 1024, ...call });
  if (answer.status >= 300) throw new NotTaken(answer);
  return answer;
}

/** Retry-After in seconds (RFC 9110, 10.2.3); a date says nothing to somebody who trusts no wall clock. */
function retryAfter(text: string | undefined): Ms | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? ms(Math.min(Number(text) * 1000, longestWait)) : undefined;
}
