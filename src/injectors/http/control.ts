import type { z } from 'zod';
import { parseJson } from '../../domain/json.ts';
import { ms } from '../../domain/units.ts';
import { reason } from '../../domain/reason.ts';
import type { InjectorPorts } from '../../ports/injector.ts';
import { errorAnswer } from './answers.ts';

export type Call<T> =
  | { readonly kind: 'answered'; readonly value: T }
  /** The proxy said no, in its own words (`rule not found`): it did nothing. */
  | { readonly kind: 'refused'; readonly error: string }
  /** Anything else: a change may have happened. */
  | { readonly kind: 'lost'; readonly why: string };

const callTime = ms(5000);

/** The control API of one proxy program, every call bounded. */
export class Control {
  readonly api: string;
  readonly #ports: Pick<InjectorPorts, 'http' | 'clock'>;

  constructor(api: string, ports: Pick<InjectorPorts, 'http' | 'clock'>) {
    this.api = api;
    this.#ports = ports;
  }

  get<T>(path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<Call<T>> {
    return this.#call({ method: 'GET', path }, schema, signal);
  }

  post<T>(path: string, body: object, schema: z.ZodType<T>, signal: AbortSignal): Promise<Call<T>> {
    return this.#call({ method: 'POST', path, body: JSON.stringify(body) }, schema, signal);
  }

  delete(path: string, signal: AbortSignal): Promise<Call<undefined>> {
    return this.#call({ method: 'DELETE', path }, undefined, signal);
  }

  #call(call: Sent, schema: undefined, signal: AbortSignal): Promise<Call<undefined>>;
  #call<T>(call: Sent, schema: z.ZodType<T>, signal: AbortSignal): Promise<Call<T>>;
  async #call<T>({ method, path, body }: Sent, schema: z.ZodType<T> | undefined, signal: AbortSignal): Promise<Call<T | undefined>> {
    using deadline = this.#ports.clock.deadline(callTime, signal);
    try {
      const answer = await this.#ports.http.request({ method, url: this.api + path, signal: deadline.signal, ...(body === undefined ? {} : { body }) });
      return read(answer, schema, this.api);
    } catch (error) {
      return { kind: 'lost', why: `${this.api} does not answer: ${reason(error)}` };
    }
  }
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

function read<T>({ status, body }: { status: number; body: string }, schema: z.ZodType<T> | undefined, api: string): Call<T | undefined> {
  const json = parseJson(body);
  const error = errorAnswer.safeParse(json);
  if (status >= 400 && status < 500 && error.success) return { kind: 'refused', error: error.data.error };
  if (status < 200 || status > 299) return { kind: 'lost', why: `${api} answers ${status}` };
  if (schema === undefined) return { kind: 'answered', value: undefined };
  const parsed = schema.safeParse(json);
  return parsed.success ? { kind: 'answered', value: parsed.data } : { kind: 'lost', why: `${api} answers what a firedrill proxy does not` };
}
