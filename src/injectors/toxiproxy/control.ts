import { Toxiproxy } from 'toxiproxy-node-client';
import type { z } from 'zod';
import { orAbort } from '../../domain/or-abort.ts';
import { ms, type Ms } from '../../domain/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Write } from './writes.ts';

export type Call<T> =
  | { readonly kind: 'answered'; readonly value: T }
  /** A 4xx: the server did nothing. */
  | { readonly kind: 'refused'; readonly status: number }
  /** Anything else: a write may have happened, or still happen. `silent` where the server took the call and did not answer in time. */
  | { readonly kind: 'lost'; readonly why: string; readonly silent: boolean };

const callTime = ms(5000);
const versionTime = ms(2000);

/** One control API, every call bounded: the client knows neither timeout nor signal, and gives a status in its message alone. */
export class Control {
  readonly api: string;
  readonly #client: Toxiproxy;
  readonly #clock: Clock;
  /** Injections under way, by fault: given up or not, they may still come true. */
  readonly #open = new Map<string, Promise<unknown>>();

  constructor(api: string, clock: Clock) {
    this.api = api;
    this.#client = new Toxiproxy(api);
    this.#clock = clock;
  }

  async get<T>(path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<Call<T>> {
    const call = await this.#bounded(() => this.#client.getApi().get<unknown>(this.api + path), callTime, signal);
    if (call.kind !== 'answered') return call;
    const parsed = schema.safeParse(call.value.data);
    return parsed.success ? { kind: 'answered', value: parsed.data } : { kind: 'lost', why: `the answer to ${path} is not Toxiproxy's`, silent: false };
  }

  version(signal: AbortSignal): Promise<Call<string>> {
    return this.#bounded(() => this.#client.getVersion(), versionTime, signal);
  }

  write({ opens, method, path, body }: Write, signal: AbortSignal): Promise<Call<unknown>> {
    const api = this.#client.getApi();
    const url = this.api + path;
    const send = (): Promise<unknown> => (method === 'DELETE' ? api.delete(url) : api.post(url, body));
    return this.#bounded(() => (opens === undefined ? send() : this.#track(opens, send())), callTime, signal);
  }

  /** Whether the call that puts this fault in is still under way, though it was given up. */
  unsettled(name: string): boolean {
    return this.#open.has(name);
  }

  /** Waits for that call, at most as long as one may take. */
  async settle(name: string, signal: AbortSignal): Promise<void> {
    const open = this.#open.get(name);
    if (open !== undefined) await this.#bounded(() => open, callTime, signal);
  }

  #track(name: string, sent: Promise<unknown>): Promise<unknown> {
    const over = (): void => void this.#open.delete(name);
    this.#open.set(name, sent.then(over, over));
    return sent;
  }

  async #bounded<T>(work: () => Promise<T>, time: Ms, signal: AbortSignal): Promise<Call<T>> {
    using deadline = this.#clock.deadline(time, signal);
    try {
      return { kind: 'answered', value: await orAbort(deadline.signal, work) };
    } catch (error) {
      return failure(error, deadline.signal.aborted);
    }
  }
}

/** Sorts a failure; 503 is the server's own limit of 25 s, after which the write goes on in the background. */
function failure(error: unknown, aborted: boolean): Exclude<Call<never>, { kind: 'answered' }> {
  const text = error instanceof Error ? error.message : String(error);
  const status = Number(/status code (\d{3})/.exec(text)?.[1]);
  if (status >= 400 && status < 500) return { kind: 'refused', status };
  return { kind: 'lost', why: text, silent: aborted || status === 503 };
}
