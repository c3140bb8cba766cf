import type { JsonObject } from '../../../domain/json.ts';
import type { Applied, Observation } from '../../../domain/plan.ts';
import { ms } from '../../../domain/units.ts';
import { reason } from '../../../domain/reason.ts';
import type { Injector, InjectorPorts } from '../../../ports/injector.ts';
import { shellLine } from '../../shell.ts';
import { preflightSteps, restoreSteps, unobserved, type Steps } from '../steps/steps.ts';
import { brokenPath, fit, type Fit } from './answer.ts';
import { calls, callsOf, showCall, variablesOf, type Call, type RequestSpec } from './schema.ts';

export function createRequest(ports: InjectorPorts): Injector<RequestSpec> {
  const bind = (json: JsonObject): Steps => bindSteps(calls.parse(json), ports);
  return {
    preflight: async (spec, signal) => {
      const broken = callsOf(spec)
        .map(brokenPath)
        .find((why) => why !== undefined);
      if (broken !== undefined) return [{ why: broken, hint: 'Write it as in RFC 9535: $.flags.slow.' }];
      const missing = variablesOf(callsOf(spec)).filter((name) => ports.env(name) === undefined);
      if (missing.length > 0) return [{ why: `it needs ${missing.join(', ')}, not set here`, hint: `Set ${missing.join(' and ')} and run again.` }];
      return preflightSteps(bindSteps(spec, ports), ports, signal);
    },
    prepare: async (spec) => ({ targets: [showCall(spec.inject)], undo: spec, manual: byHand(spec.restore) }),
    apply: (_, json, signal) => bind(json).inject(signal),
    observe: async (json, signal) => (await bind(json).observe?.(signal)) ?? unobserved,
    restore: (json, signal) => restoreSteps(bind(json), ports, signal),
  };
}

function bindSteps({ inject, restore, observe }: RequestSpec, ports: InjectorPorts): Steps {
  return {
    target: showCall(inject),
    needs: variablesOf([restore, ...(observe === null ? [] : [observe])]),
    restoreByHand: byHand(restore),
    inject: async (signal) => readInject(await send(inject, ports, signal), inject),
    restore: async (signal) => {
      const sent = await send(restore, ports, signal);
      return sent.kind === 'fits' ? undefined : `${showCall(restore)}: ${sent.why}`;
    },
    observe: observe === null ? undefined : async (signal) => readObserve(await send(observe, ports, signal)),
  };
}

type Sent = Fit | { readonly kind: 'lost'; readonly why: string };

async function send(call: Call, ports: InjectorPorts, signal: AbortSignal): Promise<Sent> {
  using deadline = ports.clock.deadline(ms(call.timeout), signal);
  const secret = Object.entries(call.secret).map(([name, { before, variable }]) => [name, before + (ports.env(variable) ?? '')]);
  const headers: Record<string, string> = { ...call.headers, ...Object.fromEntries(secret) };
  const { method, url, body } = call;
  try {
    return fit(await ports.http.request({ method, url, headers, signal: deadline.signal, ...(body === null ? {} : { body }) }), call);
  } catch (error) {
    return { kind: 'lost', why: `no answer: ${reason(error)}` };
  }
}

function readInject(sent: Sent, call: Call): Applied {
  if (sent.kind === 'fits') return { kind: 'applied' };
  if (sent.kind === 'lost') return { kind: 'unclear', why: `${showCall(call)}: ${sent.why}` };
  throw new Error(`Cannot inject: ${showCall(call)}: ${sent.why}. Send it by hand to see why.`);
}

function readObserve(sent: Sent): Observation {
  if (sent.kind === 'fits') return { presence: 'present' };
  return { presence: sent.kind === 'other' ? 'absent' : 'unknown', detail: sent.why };
}

/** The request as curl sends it; secrets as the variables that hold them. */
function byHand({ method, url, headers, secret, body }: Call): string {
  const plain = Object.entries(headers).flatMap(([name, value]) => ['-H', shellLine([`${name}: ${value}`])]);
  const hidden = Object.entries(secret).flatMap(([name, { before, variable }]) => ['-H', `"${name}: ${before}$${variable}"`]);
  const data = body === null ? [] : ['--data-raw', shellLine([body])];
  return ['curl', '-fsS', '-X', method, ...plain, ...hidden, ...data, shellLine([url])].join(' ');
}
