/** One HTTP request a sample: the part that asks. */
import { address } from '../../domain/address.ts';
import { redactor } from '../../domain/redact.ts';
import type { Measurement } from '../../domain/sample.ts';
import { reason } from '../../domain/reason.ts';
import type { HttpAnswer, HttpCall } from '../../ports/http.ts';
import type { Opener, ProbePorts } from '../../ports/probe.ts';
import type { HttpSpec } from './kind.ts';

/** What a target says by itself: nobody listens, or it hung up. A name that does not resolve or a route that is gone says nothing about it. */
const refusals = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

type Read = (answer: HttpAnswer, latency: number) => Measurement;

export const open: Opener<HttpSpec> = async (spec, sli, ports) => {
  const read = await reader(spec, sli.unit.scale);
  const call = requestOf(spec);
  const redact = redactor(call.headers);
  return {
    sample: (signal) => sample(spec, call, read, redact, ports, signal),
    async [Symbol.asyncDispose]() {},
  };
};

type Request = Omit<HttpCall, 'signal'> & { readonly headers: Readonly<Record<string, string>> };

/** `up` opens a connection of its own each time: one that is kept alive says nothing about whether a new one would be let in. */
function requestOf(spec: HttpSpec): Request {
  const { url, headers } = address(spec.http);
  const own = spec.measure === 'up' ? { connection: 'close' } : {};
  const body = spec.body === undefined ? {} : { body: spec.body };
  return { url, method: spec.method, headers: { ...headers, ...spec.headers, ...own }, ...body };
}

async function sample(
  spec: HttpSpec,
  call: Request,
  read: Read,
  redact: (text: string) => string,
  ports: ProbePorts,
  signal: AbortSignal,
): Promise<Measurement> {
  const began = ports.clock.now();
  try {
    const answer = await ports.http.request({ ...call, signal });
    return read(answer, ports.clock.now() - began);
  } catch (error) {
    // No answer in time is no knowledge, for `up` too: the network or this machine may be to blame.
    if (spec.measure === 'up' && !signal.aborted && refusals.has(codeOf(error))) return { kind: 'good', value: 0 };
    return { kind: 'blind', reason: redact(`${address(spec.http).shown}: ${reason(error)}`) };
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

async function reader(spec: HttpSpec, scale: number): Promise<Read> {
  const accepts = acceptsOf(spec.expect?.status);
  switch (spec.measure) {
    case 'status':
      return (answer) => ({ kind: 'good', value: answer.status });
    case 'up':
      return (answer) => ({ kind: 'good', value: accepts(answer.status) ? 1 : 0 });
    case 'latency':
      return (answer, latency) => (accepts(answer.status) ? { kind: 'good', value: latency } : unexpected(answer));
    case 'json': {
      const { jsonReader } = await import('./json.ts');
      const value = jsonReader(spec.json ?? '$', scale);
      return (answer) => (accepts(answer.status) ? value(answer.body) : unexpected(answer));
    }
  }
}

/** A quick error page is no quick answer, and what it says in JSON is not the value. */
const unexpected = (answer: HttpAnswer): Measurement => ({ kind: 'blind', reason: `the answer has status ${answer.status}` });

function acceptsOf(expected: number | readonly number[] | undefined): (status: number) => boolean {
  if (expected === undefined) return (status) => status >= 200 && status < 300;
  return typeof expected === 'number' ? (status) => status === expected : (status) => expected.includes(status);
}
