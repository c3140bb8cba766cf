import { expect, test } from 'vitest';
import type { Event } from '../../../src/domain/events.ts';
import type { SinkKind } from '../../../src/ports/sink.ts';
import { createHttp } from '../../../src/platform/http.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { openOpentelemetry } from '../../../src/sinks/opentelemetry/courier.ts';
import { opentelemetryKind } from '../../../src/sinks/opentelemetry/kind.ts';
import { sinkContract } from '../../contract/sink.ts';
import { started, told } from '../../domain/story.ts';
import { abortedDrill, endOf, leftDrill } from '../drills.ts';
import { httpReceiver, type Taken } from '../receiver.ts';
import { recordsIn, spansIn, understandOtlp, valueOf } from './otlp.ts';

sinkContract('opentelemetry', {
  kind: opentelemetryKind as SinkKind,
  receiver: () => httpReceiver((taken) => understandOtlp(taken)),
  settings: ({ address }) => ({ endpoint: `${address}/otlp/`, headers: { 'x-api-key': 'canary-key' } }),
  whole: ['trace of fault slow, drill slow-payments', '14 events'],
  anew: ['4 events'],
});

/** What a receiver is sent of this run. */
async function sentOf(drill: readonly Event[]): Promise<readonly Taken[]> {
  const bodies: Taken[] = [];
  await using receiver = await httpReceiver((taken) => understandOtlp(taken, bodies));
  await using http = createHttp();
  const deliveries = () => ({ read: async () => undefined, write: async () => undefined });
  const ports = {
    name: 'traces',
    clock: systemClock,
    http,
    env: () => undefined,
    deliveries,
    findings: async () => undefined,
    appendFile: async () => undefined,
  };
  const settings = { endpoint: `${receiver.address}/otlp`, headers: { 'x-api-key': 'canary-key' }, service: 'drills' };
  await openOpentelemetry(settings, ports).redeliver(drill, '', AbortSignal.timeout(10_000));
  return bodies;
}

test('the run is one span with its outcome, and each fault a span below it, by the times of the run', async () => {
  const [traces] = await sentOf(abortedDrill({ environment: 'staging' }));
  const [fault, run] = spansIn(traces?.body ?? '');
  expect(run).toMatchObject({ name: 'drill slow-payments', startTimeUnixNano: '1795521600000000000', endTimeUnixNano: '1795521620101000000' });
  expect(run?.parentSpanId).toBeUndefined();
  expect(run?.status).toEqual({ code: 2, message: 'aborted: queued rose to 240 (abort above 100 for 2 s)' });
  expect(fault).toMatchObject({ name: 'fault slow', startTimeUnixNano: '1795521610000000000', endTimeUnixNano: '1795521614150000000', status: { code: 0 } });
  expect([fault?.traceId, fault?.parentSpanId]).toEqual([run?.traceId, run?.spanId]);
  expect([fault, run].map((span) => span && valueOf(span, 'firedrill.run'))).toEqual(['7k2', '7k2']);
  expect(run && [valueOf(run, 'firedrill.outcome'), valueOf(run, 'firedrill.exit_code')]).toEqual(['aborted', 3]);
  expect(traces?.body).toContain('{"key":"service.name","value":{"stringValue":"drills"}}');
  expect(traces?.body).toContain('{"key":"deployment.environment.name","value":{"stringValue":"staging"}}');
});

test('a fault that is left ends with the run, as an error', async () => {
  const [traces] = await sentOf(leftDrill());
  const [fault, run] = spansIn(traces?.body ?? '');
  expect(fault?.status).toEqual({ code: 2, message: 'payments: the proxy does not answer' });
  expect(fault?.endTimeUnixNano).toBe(run?.endTimeUnixNano);
  expect(run?.status.code).toBe(2);
});

test('a run that injected nothing has no span of a fault', async () => {
  const drill = [started()];
  const [traces] = await sentOf([...drill, ...endOf(drill, 5000)]);
  expect(spansIn(traces?.body ?? '').map(({ name }) => name)).toEqual(['drill slow-payments']);
});

test('what happened are events of the span of the run; samples are none', async () => {
  const [traces, logs] = await sentOf(abortedDrill());
  const run = spansIn(traces?.body ?? '').at(-1);
  const records = recordsIn(logs?.body ?? '');
  expect(records.map(({ eventName }) => eventName.replace('firedrill.', ''))).toEqual(
    told(abortedDrill())
      .map(({ kind }) => kind)
      .filter((kind) => kind !== 'sli.sampled'),
  );
  expect(new Set(records.map(({ traceId, spanId }) => `${traceId} ${spanId}`))).toEqual(new Set([`${run?.traceId} ${run?.spanId}`]));
  const halted = records.find(({ eventName }) => eventName === 'firedrill.run.halted');
  expect(halted).toMatchObject({ timeUnixNano: '1795521614050000000', severityNumber: 13 });
  expect(halted && valueOf(halted, 'firedrill.reason')).toBe('abort');
  expect(records.map(({ body }) => body.stringValue)).toEqual(
    expect.arrayContaining([
      'fault.present: slow',
      'run.halted: abort',
      'run.restored',
      'verdict.reached: aborted, queued rose to 240 (abort above 100 for 2 s)',
    ]),
  );
});

test('what is sent twice is the same trace, another run another', async () => {
  const ids = async (drill: readonly Event[]): Promise<readonly string[]> => {
    const [traces] = await sentOf(drill);
    return spansIn(traces?.body ?? '').flatMap(({ traceId, spanId }) => [traceId, spanId]);
  };
  const first = await ids(abortedDrill());
  expect(await ids(abortedDrill())).toEqual(first);
  expect(new Set([...first, ...(await ids(abortedDrill({ run: '9xz' })))]).size).toBe(6);
});
