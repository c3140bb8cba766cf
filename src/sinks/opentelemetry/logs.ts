import { SeverityNumber } from '@opentelemetry/api';
import { LoggerProvider, type LogRecordProcessor, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Event } from '../../domain/events.ts';
import { baggageOf, scope, type Identity } from './identity.ts';

/** What is measured, checked and looked at again and again is no event. */
const quiet: ReadonlySet<Event['kind']> = new Set(['sli.sampled', 'fault.observed', 'preflight.checked', 'plan.resolved', 'load.summed']);
const warning: ReadonlySet<Event['kind']> = new Set(['abort.breached', 'run.halted', 'fault.vanished', 'fault.failed', 'fault.forgotten', 'recovery.missed']);
const error: ReadonlySet<Event['kind']> = new Set(['fault.left', 'tool.failed']);

export const happened = ({ kind }: Event): boolean => !quiet.has(kind);

class Kept implements LogRecordProcessor {
  readonly records: ReadableLogRecord[] = [];
  readonly onEmit: LogRecordProcessor['onEmit'] = (record) => void this.records.push(record);
  readonly forceFlush = (): Promise<void> => Promise.resolve();
  readonly shutdown = (): Promise<void> => Promise.resolve();
}

/** Each as an event of the run's span, named `firedrill.<kind>` (https://opentelemetry.io/docs/specs/otel/logs/data-model/#events). */
export function logsOf(events: readonly Event[], { resource, inside, at }: Identity): readonly ReadableLogRecord[] {
  const kept = new Kept();
  const provider = new LoggerProvider({ resource, processors: [kept], logRecordLimits: { attributeValueLengthLimit: 4096 } });
  const logger = provider.getLogger(scope);
  for (const event of events) {
    const own = attributesOf(event);
    const attributes = { ...baggageOf(inside), ...own };
    const timestamp = at(event.at);
    logger.emit({
      eventName: `firedrill.${event.kind}`,
      body: bodyOf(event, own),
      timestamp,
      observedTimestamp: timestamp,
      context: inside,
      ...severityOf(event),
      attributes,
    });
  }
  return kept.records;
}

function severityOf({ kind }: Event): { readonly severityNumber: SeverityNumber; readonly severityText: string } {
  if (error.has(kind)) return { severityNumber: SeverityNumber.ERROR, severityText: 'ERROR' };
  if (warning.has(kind)) return { severityNumber: SeverityNumber.WARN, severityText: 'WARN' };
  return { severityNumber: SeverityNumber.INFO, severityText: 'INFO' };
}

type Plain = Readonly<Record<string, string | number | boolean>>;

/** What an event says in words and numbers; what it says in lists and tables stands in the report. */
function attributesOf(event: Event): Plain {
  if (event.kind === 'run.halted') return { 'firedrill.reason': event.reason.kind, 'firedrill.breached_at': event.breachedAt };
  if (event.kind === 'verdict.reached') return { 'firedrill.outcome': event.verdict.outcome, 'firedrill.because': event.verdict.because };
  const plain = Object.entries(event).filter(([key, value]) => key !== 'kind' && key !== 'at' && ['string', 'number', 'boolean'].includes(typeof value));
  return Object.fromEntries(plain.map(([key, value]) => [`firedrill.${key}`, value as string | number | boolean]));
}

const telling = ['fault', 'phase', 'id', 'outcome', 'reason', 'because', 'why', 'detail', 'text'];

/** One line for whoever reads logs as lines. */
function bodyOf({ kind }: Event, attributes: Plain): string {
  const said = telling.flatMap((key) => attributes[`firedrill.${key}`] ?? []);
  return said.length === 0 ? kind : `${kind}: ${said.join(', ')}`;
}
