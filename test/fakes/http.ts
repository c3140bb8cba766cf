import type { Http, HttpAnswer, HttpCall } from '../../src/ports/http.ts';

type Reply = (call: HttpCall) => Partial<HttpAnswer> | Promise<Partial<HttpAnswer>>;

/** Answers by a function that a test may replace, and keeps the calls; like the real one it gives up when the signal aborts. */
export class FakeHttp implements Http {
  readonly calls: HttpCall[] = [];
  reply: Reply;

  constructor(reply: Reply) {
    this.reply = reply;
  }

  async request(call: HttpCall): Promise<HttpAnswer> {
    this.calls.push(call);
    const answer = await Promise.race([this.reply(call), gaveUp(call.signal)]);
    return { status: 200, headers: {}, body: '', ...answer };
  }
}

/** What never answers. */
export const silence = (): Promise<never> => Promise.withResolvers<never>().promise;

/** What a port that nobody listens on says. */
export function failure(code: string): Error {
  return Object.assign(new Error(`connect ${code} 127.0.0.1:1`), { code });
}

function gaveUp(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  });
}
