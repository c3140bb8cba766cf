/** One number from a Prometheus server, by PromQL: the part that asks. */
import { address } from '../../domain/address.ts';
import { CannotMeasure } from '../../domain/cannot-measure.ts';
import { redactor } from '../../domain/redact.ts';
import type { Measurement } from '../../domain/sample.ts';
import { showMs, type Ms } from '../../domain/units.ts';
import { reason } from '../../domain/reason.ts';
import type { HttpCall } from '../../ports/http.ts';
import type { Opener, ProbePorts, PrometheusAddress } from '../../ports/probe.ts';
import { read, type Reading } from './answer.ts';
import type { PrometheusSpec } from './kind.ts';

/** One series is a few hundred bytes; a query that gives thousands is wrong, and need not be read to its end. */
const answerLimit = 4 * 1024 * 1024;

type Ask = (query: string, signal: AbortSignal) => Promise<Reading>;

export const open: Opener<PrometheusSpec> = async (spec, sli, ports) => {
  if (ports.prometheus === undefined) {
    throw new CannotMeasure(sli.name, 'the config names no Prometheus', 'Add prometheus: { url: http://… } to its environment.');
  }
  const ask = asker(ports.prometheus, ports);
  return {
    sample: (signal) => sample(spec, sli.unit.scale, ask, signal),
    async [Symbol.asyncDispose]() {},
  };
};

async function sample(spec: PrometheusSpec, scale: number, ask: Ask, signal: AbortSignal): Promise<Measurement> {
  const [answer, stale] = await Promise.all([ask(spec.prometheus, signal), tooOld(spec, ask, signal)]);
  if (answer.kind === 'blind') return answer;
  if (stale !== undefined) return { kind: 'blind', reason: stale };
  return { kind: 'good', value: answer.value * scale };
}

/**
 * Why the answer counts as old, if it does. An instant query gives a series' last sample, up to 5 m old, the time of asking; its real
 * time is known to `timestamp()` of the bare selector alone. Of several series the oldest counts; the server's own clock judges.
 */
async function tooOld(spec: PrometheusSpec, ask: Ask, signal: AbortSignal): Promise<string | undefined> {
  const limit: Ms | undefined = spec['max-age'];
  if (limit === undefined) return undefined;
  const selector = spec.freshness ?? spec.prometheus;
  const age = await ask(`max(time() - timestamp(${selector}))`, signal);
  if (age.kind === 'blind') return `the age of ${selector} cannot be told: ${age.reason}`;
  return age.value * 1000 > limit ? `the last sample of ${selector} is ${showMs(age.value * 1000)} old, and max-age is ${showMs(limit)}` : undefined;
}

function asker(server: PrometheusAddress, ports: ProbePorts): Ask {
  const call = callOf(server);
  const redact = redactor(call.headers);
  return async (query, signal) => {
    using deadline = server.timeout === undefined ? undefined : ports.clock.deadline(server.timeout, signal);
    const timeout = server.timeout === undefined ? {} : { timeout: `${server.timeout}ms` };
    const body = new URLSearchParams({ query, ...timeout }).toString();
    const reading = await ports.http.request({ ...call, body, signal: deadline?.signal ?? signal }).then(read, (error: unknown) => silent(call.url, error));
    return reading.kind === 'blind' ? { kind: 'blind', reason: redact(reading.reason) } : reading;
  };
}

type Call = Omit<HttpCall, 'signal' | 'body'> & { readonly headers: Readonly<Record<string, string>> };

function callOf(server: PrometheusAddress): Call {
  const { url, headers: fromUrl } = address(server.url);
  const endpoint = new URL(url);
  endpoint.pathname = `${endpoint.pathname.replace(/\/$/, '')}/api/v1/query`;
  const own = Object.fromEntries(Object.entries(server.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const headers = { accept: 'application/json', ...fromUrl, ...own, 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', url: endpoint.href, headers, limit: answerLimit, ...(server.tls === undefined ? {} : { tls: server.tls }) };
}

function silent(url: string, error: unknown): Reading {
  return { kind: 'blind', reason: `Prometheus at ${address(url).shown} gives no answer: ${reason(error)}` };
}
