import { z } from 'zod';
import type { SinkKind } from '../../ports/sink.ts';
import { address } from '../letters/keys.ts';

const schema = z.strictObject({
  'routing-key': z
    .string()
    .length(32, { error: 'expected the 32 characters of an integration key' })
    .describe('The integration key of the service, as a reference: ${env:PAGERDUTY_ROUTING_KEY}.'),
  url: address('https://events.pagerduty.com')
    .default('https://events.pagerduty.com')
    .describe('Where events are taken; accounts in the EU have https://events.eu.pagerduty.com.'),
});

export type PagerdutySettings = z.output<typeof schema>;

/** Change events of PagerDuty: whoever is paged sees that a drill was on; they page nobody themselves. */
export const pagerdutyKind: SinkKind<PagerdutySettings> = {
  type: 'pagerduty',
  about: 'tells PagerDuty of a run as change events, which page nobody',
  schema,
  load: async () => (await import('./courier.ts')).openPagerduty,
};
