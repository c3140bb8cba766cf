import { SpanStatusCode, trace, type SpanStatus, type Tracer } from '@opentelemetry/api';
import { AlwaysOnSampler, TracerProvider, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace';
import type { FaultResult, Outcome, Verdict } from '../../domain/verdict.ts';
import type { Started, Story } from '../letters/letter.ts';
import { baggageOf, scope, type Identity } from './identity.ts';

/** Keeps what has ended; nothing is exported behind our back. */
class Kept implements SpanProcessor {
  readonly spans: ReadableSpan[] = [];
  readonly onStart: SpanProcessor['onStart'] = (span, context) => void span.setAttributes(baggageOf(context));
  readonly onEnd: SpanProcessor['onEnd'] = (span) => void this.spans.push(span);
  readonly forceFlush = (): Promise<void> => Promise.resolve();
  readonly shutdown = (): Promise<void> => Promise.resolve();
}

/** One span for the run, and below it one for each fault that was in place; all where the run says, by its own times. */
export function spansOf({ started, events }: Story, identity: Identity): readonly ReadableSpan[] {
  const kept = new Kept();
  const provider = new TracerProvider({
    resource: identity.resource,
    idGenerator: identity.ids(),
    spanProcessors: [kept],
    sampler: new AlwaysOnSampler(),
    spanLimits: { attributeValueLengthLimit: 4096 },
  });
  const tracer = provider.getTracer(scope, started.versions.firedrill);
  const finished = events.findLast((event) => event.kind === 'run.finished');
  const verdict = events.findLast((event) => event.kind === 'verdict.reached')?.verdict;
  const end = identity.at((finished ?? events.at(-1) ?? started).at);
  const run = tracer.startSpan(
    `drill ${started.experiment}`,
    { startTime: identity.at(started.at), attributes: runAttributes(started, verdict) },
    identity.context,
  );
  const inside = trace.setSpan(identity.context, run);
  for (const fault of verdict?.faults ?? []) faultSpan(fault, { tracer, inside, identity, end });
  if (verdict !== undefined) run.setStatus(statusOf(verdict));
  run.end(end);
  return kept.spans;
}

interface Frame {
  readonly tracer: Tracer;
  readonly inside: Identity['context'];
  readonly identity: Identity;
  readonly end: ReturnType<Identity['at']>;
}

/** From when it was seen in place until it was seen to be gone; one that was left ends with the run, as an error. */
function faultSpan({ fault, n, targets, status, presentAt, goneAt, hits, left }: FaultResult, { tracer, inside, identity, end }: Frame): void {
  if (presentAt === undefined) return;
  const attributes = { 'firedrill.fault': fault, 'firedrill.injection': n, 'firedrill.targets': [...targets], 'firedrill.fault.status': status };
  const counted = hits === undefined ? {} : { 'firedrill.fault.hits': hits };
  const span = tracer.startSpan(`fault ${fault}`, { startTime: identity.at(presentAt), attributes: { ...attributes, ...counted } }, inside);
  if (status === 'left') span.setStatus({ code: SpanStatusCode.ERROR, message: left.map(({ target, why }) => `${target}: ${why}`).join('; ') });
  span.end(goneAt === undefined ? end : identity.at(goneAt));
}

function runAttributes({ environment, hypothesis, owner, rehearsal, seed, production }: Started, verdict: Verdict | undefined) {
  const optional = { 'firedrill.environment': environment, 'firedrill.owner': owner };
  const ended =
    verdict === undefined ? {} : { 'firedrill.outcome': verdict.outcome, 'firedrill.exit_code': verdict.exitCode, 'firedrill.because': verdict.because };
  const plain = { 'firedrill.hypothesis': hypothesis, 'firedrill.rehearsal': rehearsal, 'firedrill.production': production, 'firedrill.seed': seed };
  return { ...plain, ...ended, ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) };
}

const codes = {
  held: SpanStatusCode.OK,
  refuted: SpanStatusCode.ERROR,
  aborted: SpanStatusCode.ERROR,
  'not restored': SpanStatusCode.ERROR,
  'tool error': SpanStatusCode.ERROR,
  // Nothing failed, and nothing was shown.
  inconclusive: SpanStatusCode.UNSET,
  refused: SpanStatusCode.UNSET,
  invalid: SpanStatusCode.UNSET,
} as const satisfies Record<Outcome, SpanStatusCode>;

function statusOf({ outcome, because }: Verdict): SpanStatus {
  const code = codes[outcome];
  return code === SpanStatusCode.ERROR ? { code, message: `${outcome}: ${because}` } : { code };
}
