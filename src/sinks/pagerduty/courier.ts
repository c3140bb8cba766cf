import type { Courier, SinkPorts } from '../../ports/sink.ts';
import { letterCourier } from '../letters/courier.ts';
import type { Letter, Story } from '../letters/letter.ts';
import { deliver } from '../letters/not-taken.ts';
import { numbered } from '../letters/numbered.ts';
import { endEvent, startEvent, type ChangeEvent } from './change-event.ts';
import type { PagerdutySettings } from './kind.ts';

/** One change event when a run starts, one when it ends. API: https://developer.pagerduty.com/docs/send-change-event (POST /v2/change/enqueue). */
export function openPagerduty(settings: PagerdutySettings, ports: SinkPorts): Courier {
  const url = `${settings.url.replace(/\/+$/, '')}/v2/change/enqueue`;
  const letter = (key: string, event: ChangeEvent): Letter => ({
    key,
    send: async (_kept, signal) => {
      const body = JSON.stringify({ routing_key: settings['routing-key'], ...event });
      await deliver(ports.http, { method: 'POST', url, headers: { 'content-type': 'application/json' }, body, signal });
      return undefined;
    },
  });
  return letterCourier(
    ports,
    ({ kind }) => kind === 'verdict.reached',
    (story) => [letter('start', startEvent(story.started)), ...endsOf(story).map(([key, event]) => letter(key, event))],
  );
}

/** Each end with the verdict before it. */
function endsOf({ started, events }: Story): readonly (readonly [string, ChangeEvent])[] {
  return numbered(events).flatMap(([key, event], index) => {
    const before = events.slice(0, index).findLast(({ kind }) => kind === 'verdict.reached');
    if (event.kind !== 'run.finished' || before?.kind !== 'verdict.reached') return [];
    return [[key, endEvent(started, before.verdict, event)] as const];
  });
}
