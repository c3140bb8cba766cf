import { HttpMethod, RequestContext, type KubeConfig } from '@kubernetes/client-node';
import { request, type Dispatcher } from 'undici';
import { ClusterError, isClusterError } from '../domain/kubernetes/cluster-error.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { readUpTo } from '../domain/read-up-to.ts';
import { reason } from '../domain/reason.ts';
import { ms } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import { failure, type Answer } from './failure.ts';

const patience = ms(10_000);
/** A list of 500 large pods has a few MiB; more than this is no answer of an API. */
const limit = 64 * 1024 * 1024;

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
}

/** Bounded calls over kept-alive connections: the vendor's client says who we are, but would make a TLS connection a call and wait for ever. */
export class Connection implements AsyncDisposable {
  readonly #config: KubeConfig;
  readonly #server: string;
  readonly #clock: Clock;
  #dispatcher: Dispatcher | undefined;

  constructor(config: KubeConfig, server: string, clock: Clock) {
    this.#config = config;
    this.#server = server;
    this.#clock = clock;
  }

  /** The answer's JSON. Throws a `ClusterError` for any other status than 2xx, and where there was no answer. */
  async call(call: Call, signal: AbortSignal): Promise<Json> {
    signal.throwIfAborted();
    using deadline = this.#clock.deadline(patience, signal);
    const asking = this.#ask(call, deadline.signal).then(read);
    const answer = await within(deadline.signal, asking).catch((error: unknown) => this.#noAnswer(error, signal, deadline.signal));
    if (isGood(answer.status)) return parse(answer.text, this.#server);
    throw this.#failed(answer, call);
  }

  /** An answer that has no end of its own, as it comes; its first part comes within 10 s. Throws as `call` does, also half-way. */
  async *follow(call: Call, signal: AbortSignal): AsyncIterable<Uint8Array> {
    signal.throwIfAborted();
    const ended = new AbortController();
    const either = AbortSignal.any([signal, ended.signal]);
    try {
      const answer = await this.#begun(call, either, signal);
      for await (const chunk of answer.body) yield chunk as Uint8Array;
    } catch (error) {
      if (signal.aborted || isClusterError(error)) throw error;
      throw this.#unreachable(error);
    } finally {
      ended.abort(new Error('nobody follows it any more'));
    }
  }

  async #begun(call: Call, either: AbortSignal, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    using deadline = this.#clock.deadline(patience, signal);
    const answer = await within(deadline.signal, this.#ask(call, either)).catch((error: unknown) => this.#noAnswer(error, signal, deadline.signal));
    if (isGood(answer.statusCode)) return answer;
    throw this.#failed(await read(answer), call);
  }

  #noAnswer(error: unknown, signal: AbortSignal, deadline: AbortSignal): never {
    if (signal.aborted) throw error;
    if (deadline.aborted) throw new ClusterError('timeout', `${this.#server} did not answer within 10 s`, { cause: error });
    throw this.#unreachable(error);
  }

  #unreachable(error: unknown): ClusterError {
    return new ClusterError('unreachable', `${this.#server} cannot be reached: ${reason(error)}`, { cause: error });
  }

  #failed(answer: Answer, { method, path }: Call): ClusterError {
    // Credentials that are renewed bring a certificate of their own: the next call asks for them anew, and those under way end as they will.
    if (answer.status === 401) this.#forget();
    return failure(answer, `${method} ${path}`);
  }

  async #ask({ method, path, query = {}, body }: Call, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const url = `${this.#server}${path}?${new URLSearchParams(query).toString()}`;
    const context = new RequestContext(url, HttpMethod[method]);
    await this.#config.applySecurityAuthentication(context);
    this.#dispatcher ??= context.getDispatcher();
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    return request(url, {
      method,
      headers: { ...context.getHeaders(), accept: 'application/json', ...(body === undefined ? {} : { 'content-type': type }) },
      body: body === undefined ? null : JSON.stringify(body),
      signal,
      ...(this.#dispatcher === undefined ? {} : { dispatcher: this.#dispatcher }),
    });
  }

  #forget(): void {
    void this.#dispatcher?.close().catch(() => undefined);
    this.#dispatcher = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const dispatcher = this.#dispatcher;
    this.#dispatcher = undefined;
    await dispatcher?.destroy();
  }
}

/** What asks for credentials (a program of the kubeconfig) knows no signal. */
function within<T>(signal: AbortSignal, asking: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => late.reject(signal.reason), { once: true });
  return Promise.race([asking, late.promise]);
}

const isGood = (status: number): boolean => status >= 200 && status <= 299;

async function read({ statusCode, body, headers }: Dispatcher.ResponseData): Promise<Answer> {
  const text = await readUpTo(limit, body, `the answer is longer than ${limit} bytes`);
  return { status: statusCode, text, retryAfter: String(headers['retry-after'] ?? '') };
}

function parse(text: string, server: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new ClusterError('server', `${server} answered what is no JSON: ${text.slice(0, 80)}`, { cause: error });
  }
}
