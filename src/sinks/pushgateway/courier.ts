import type { Event } from '../../domain/events.ts';
import type { Courier, SinkPorts } from '../../ports/sink.ts';
import { letterCourier } from '../letters/courier.ts';
import type { Letter, Story } from '../letters/letter.ts';
import { numbered } from '../letters/numbered.ts';
import { deliver } from '../letters/not-taken.ts';
import { createMetrics } from '../metrics/metrics.ts';
import type { PushgatewaySettings } from './kind.ts';

/**
 * Pushes what a scrape of the run would give, whenever a fault comes or goes, and at its end.
 * API: https://github.com/prometheus/pushgateway#api. POST replaces metrics of the same name, so that while a run lasts the end of the one
 * before stays; PUT replaces the whole group, so that afterwards there is one last outcome.
 */
export function openPushgateway(settings: PushgatewaySettings, ports: SinkPorts): Courier {
  return letterCourier(ports, changes, (story) => lettersOf(story, settings, ports));
}

const inAndOut: ReadonlySet<Event['kind']> = new Set(['fault.injected', 'fault.restored', 'fault.forgotten']);
const changes = (event: Event): boolean => inAndOut.has(event.kind) || event.kind === 'verdict.reached';

function lettersOf({ started, events }: Story, settings: PushgatewaySettings, { http }: SinkPorts): readonly Letter[] {
  const all = [started, ...events];
  const told = numbered(all).filter(([, { kind }]) => kind === 'run.started' || kind === 'run.finished' || inAndOut.has(kind));
  const url = groupUrl(settings, started.experiment);
  const auth = settings.token === undefined ? {} : { authorization: `Bearer ${settings.token}` };
  return told.map(([key, event]) => ({
    key,
    send: async (_kept, signal) => {
      const { text, contentType } = await metricsUntil(all, event);
      const method = event.kind === 'run.finished' ? 'PUT' : 'POST';
      await deliver(http, { method, url, headers: { 'content-type': contentType, ...auth }, body: text, signal });
      return undefined;
    },
  }));
}

/** As if scraped at this event. */
async function metricsUntil(events: readonly Event[], last: Event): Promise<{ readonly text: string; readonly contentType: string }> {
  const metrics = createMetrics();
  const tell = metrics.follow();
  for (const event of untilThen(events, last)) tell(event);
  return { text: await metrics.text(), contentType: metrics.contentType };
}

/** Without the ends that were none: a run that was restored later has one outcome, its last. */
function untilThen(events: readonly Event[], last: Event): readonly Event[] {
  const told = events.slice(0, events.indexOf(last) + 1);
  const ends = (event: Event): boolean => event.kind === 'verdict.reached' || event.kind === 'run.finished';
  return told.filter((event, index) => !ends(event) || (last.kind === 'run.finished' && index >= told.length - 2));
}

/** Values that no path can hold go as base64url, as its API has it; without padding an empty one would vanish. */
function groupUrl({ url, job }: PushgatewaySettings, experiment: string): string {
  return `${url.replace(/\/+$/, '')}/metrics/job@base64/${base64(job)}/experiment@base64/${base64(experiment)}`;
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64url') || '=';
