import { expect, test } from 'vitest';
import { WebhookCourier } from '../../../src/sinks/slack/webhook.ts';
import { abortedDrill, leftDrill, restoredSince } from '../drills.ts';
import { Rig } from './rig.ts';

const webhook = 'http://slack.test/services/T0/B0/canary-webhook';

class WebhookRig extends Rig {
  hook(mention?: string): WebhookCourier {
    return new WebhookCourier({ kind: 'webhook', webhook, said: mention === undefined ? {} : { mention } }, this.ports);
  }
  async whole(events = abortedDrill()): Promise<void> {
    const courier = this.hook();
    for (const event of events) courier.receive(event);
    const stop = new AbortController();
    await this.until(courier.close(stop.signal));
  }
  again(events = abortedDrill()): Promise<void> {
    return this.until(this.hook().redeliver(events, '/nowhere', new AbortController().signal));
  }
}

test('a run is one post, when it has ended', async () => {
  const rig = new WebhookRig();
  await rig.whole();
  expect(rig.slack.messages.map(({ text }) => text)).toEqual(['■ Aborted and restored: slow-payments: queued rose to 240 (abort above 100 for 2 s)']);
  expect(rig.notes.last?.state).toBe('delivered');
});

test('what may have arrived is not sent again, and that is said, without the address', async () => {
  const rig = new WebhookRig();
  rig.slack.misbehave('webhook', { kind: 'drop' });
  await rig.whole();
  expect(rig.notes.last).toMatchObject({ state: 'undelivered' });
  await expect(rig.again()).rejects.toThrow('Slack did not say whether the message arrived, and a webhook cannot look: it is not sent again');
  expect(rig.slack.messages).toHaveLength(1);
  expect(JSON.stringify(rig.notes.last)).not.toContain('canary');
});

test('what certainly did not arrive is sent again', async () => {
  const rig = new WebhookRig();
  rig.slack.misbehave('webhook', { kind: 'limited', retryAfter: 100 });
  await rig.whole();
  expect(rig.slack.messages).toHaveLength(0);
  await rig.again();
  expect(rig.slack.messages).toHaveLength(1);
});

test('a webhook that was removed is named, with the way out', async () => {
  const rig = new WebhookRig();
  rig.slack.space.webhooks.clear();
  await expect(rig.again()).rejects.toThrow('Slack answered no_service: the webhook was removed; make a new one');
});

test('who is to be called is called where something is left, and a later restore is told anew', async () => {
  const rig = new WebhookRig();
  await rig.until(rig.hook('here').redeliver(leftDrill(), '/nowhere', new AbortController().signal));
  await rig.until(rig.hook('here').redeliver(restoredSince(leftDrill()), '/nowhere', new AbortController().signal));
  expect(rig.slack.messages.map(({ blocks }) => JSON.stringify(blocks).includes('<!here>'))).toEqual([true, false]);
});
