/** The real client of socket mode against a Slack of our own, over real sockets. */
import { describe, expect, test, vi } from 'vitest';
import type { Event } from '../../../../src/domain/events.ts';
import type { Asked, Halts } from '../../../../src/ports/halts.ts';
import { systemClock } from '../../../../src/platform/clock.ts';
import { createHttp } from '../../../../src/platform/http.ts';
import { haltButton } from '../../../../src/report/slack/halt.ts';
import { listenForHalts } from '../../../../src/sinks/slack/halt/listen.ts';
import { openSession } from '../../../../src/sinks/slack/halt/session.ts';
import { FakeClock } from '../../../fakes/clock.ts';
import { serve, type ServedSlack } from '../../../fakes/slack/serve.ts';
import { FakeSlack } from '../../../fakes/slack/slack.ts';
import type { FakeMessage } from '../../../fakes/slack/workspace.ts';
import { aborted, held } from '../../../report/runs.ts';

const by = 'anna in Slack (U0ANNA)';
const haltedByAnna = aborted().map((event): Event => (event.kind === 'run.halted' ? { ...event, reason: { kind: 'operator', by, why: 'button' } } : event));

class Desk implements AsyncDisposable {
  readonly slack: FakeSlack;
  readonly served: ServedSlack;
  readonly asked: string[] = [];
  readonly said: string[] = [];
  readonly troubles: (string | undefined)[] = [];
  readonly #stack: AsyncDisposableStack;

  private constructor(slack: FakeSlack, served: ServedSlack, stack: AsyncDisposableStack) {
    this.slack = slack;
    this.served = served;
    this.#stack = stack;
  }

  static async open(answer: Asked, appToken = 'xapp-canary-app-token'): Promise<Desk> {
    const slack = new FakeSlack();
    const stack = new AsyncDisposableStack();
    const desk = new Desk(slack, stack.use(await serve(slack)), stack);
    const http = desk.#stack.use(createHttp());
    const halts: Halts = {
      halt: (run, who, why) => {
        desk.asked.push(`${run} by ${who}: ${why}`);
        return Promise.resolve(answer);
      },
    };
    const settings = { kind: 'app', token: 'xoxb-canary-token', channel: 'C0DRILLS', api: desk.served.api, said: { haltButton: true } } as const;
    desk.#stack.use(
      listenForHalts([{ ...settings, halt: { appToken, users: ['U0ANNA'] } }], {
        ports: { clock: systemClock, http },
        halts,
        say: (line) => desk.said.push(line),
        trouble: (why) => desk.troubles.push(why),
      }),
    );
    return desk;
  }

  /** A message with the button, as a run of a schedule has it. */
  async message(): Promise<FakeMessage> {
    const { slack } = this;
    const body = new URLSearchParams({ channel: 'C0DRILLS', text: 'Running', blocks: JSON.stringify([haltButton('7k2', 'slow-payments')]) }).toString();
    const headers = { authorization: 'Bearer xoxb-canary-token', 'content-type': 'application/x-www-form-urlencoded' };
    slack.handle({ path: '/api/chat.postMessage', headers, body: Buffer.from(body) });
    await vi.waitFor(() => expect(this.served.links.count).toBe(1), 5000);
    const message = slack.posts.at(-1);
    if (message === undefined) throw new Error('it was not posted');
    return message;
  }

  get replies(): readonly string[] {
    return this.slack.messages.filter(({ thread_ts: thread }) => thread !== undefined).map(({ text }) => text);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

const halting: Asked = { kind: 'halting', restored: () => Promise.resolve(haltedByAnna) };

describe('a press of the Halt button', () => {
  test('by one who may halts the run, is acknowledged, and answered in the thread with its times', async () => {
    await using desk = await Desk.open(halting);
    const id = desk.served.links.press(await desk.message(), 'U0ANNA');
    await vi.waitFor(
      () => expect(desk.replies[0]).toMatch(/^■ Halted by <@U0ANNA>: decided in .*, everything restored .* later, and seen to be gone\.$/),
      5000,
    );
    expect(desk.replies).toHaveLength(1);
    expect(desk.asked).toEqual([`7k2 by ${by}: the Halt button in Slack`]);
    expect(desk.served.links.acknowledged).toEqual([id]);
    expect(desk.said).toEqual([`${by} halts run 7k2.`]);
  });

  test('while another is at work is told whose that is, and asks nothing twice', async () => {
    const { promise, resolve } = Promise.withResolvers<readonly Event[]>();
    await using desk = await Desk.open({ kind: 'halting', restored: () => promise });
    const message = await desk.message();
    desk.served.links.press(message, 'U0ANNA');
    await vi.waitFor(() => expect(desk.replies).toEqual(['■ <@U0ANNA> halts the run: what is in place is being taken out.']), 5000);
    desk.served.links.press(message, 'U0ANNA');
    await vi.waitFor(() => expect(desk.slack.whispers[0]?.text).toBe('<@U0ANNA> has asked run 7k2 to halt already: how it ends is said in the thread.'), 5000);
    resolve(haltedByAnna);
    await vi.waitFor(() => expect(desk.replies[0]).toMatch(/^■ Halted by /), 5000);
    expect(desk.asked).toHaveLength(1);
  });

  test('by anybody else does nothing, and tells them alone who may', async () => {
    await using desk = await Desk.open(halting);
    desk.served.links.press(await desk.message(), 'U0EVE');
    await vi.waitFor(
      () => expect(desk.slack.whispers).toEqual([{ user: 'U0EVE', text: expect.stringMatching(/^Only <@U0ANNA> may halt a run from here/) as string }]),
      5000,
    );
    expect([desk.asked, desk.replies]).toEqual([[], []]);
  });

  test('that comes after the end says how it ended', async () => {
    await using desk = await Desk.open({ kind: 'over', record: held() });
    desk.served.links.press(await desk.message(), 'U0ANNA');
    await vi.waitFor(() => expect(desk.slack.whispers[0]?.text).toBe('Run 7k2 has ended before: ✔ Held. Nothing was halted.'), 5000);
  });

  test('that nobody answers for is said to the thread, and not called halted', async () => {
    await using desk = await Desk.open({ kind: 'deaf' });
    desk.served.links.press(await desk.message(), 'U0ANNA');
    await vi.waitFor(() => expect(desk.replies[0]).toContain('neither it nor its guardian answers'), 5000);
  });

  test('in another channel, of another button, or with a name that is no run, does nothing', async () => {
    await using desk = await Desk.open(halting);
    const { links } = desk.served;
    const message = await desk.message();
    const of = (action: object): object => ({
      type: 'block_actions',
      user: { id: 'U0ANNA' },
      container: { message_ts: message.ts, channel_id: 'C0DRILLS' },
      actions: [action],
    });
    const ids = [
      links.press(message, 'U0ANNA', 'C0OTHER'),
      links.interact(of({ action_id: 'other', value: '7k2' })),
      links.interact(of({ action_id: 'firedrill.halt', value: '../../7k2' })),
      links.interact({ type: 'view_submission' }),
    ];
    await vi.waitFor(() => expect(links.acknowledged).toEqual(ids), 5000);
    expect([desk.asked, desk.replies, desk.slack.whispers]).toEqual([[], [], []]);
  });

  test('halts the run also where Slack takes no answer', async () => {
    await using desk = await Desk.open(halting);
    const message = await desk.message();
    desk.slack.misbehave('chat.postMessage', { kind: 'error', error: 'is_archived' }, 100);
    desk.served.links.press(message, 'U0ANNA');
    await vi.waitFor(
      () => expect(desk.said.at(-1)).toMatch(/^anna in Slack \(U0ANNA\) was not answered in Slack about run 7k2: Slack answered is_archived/),
      5000,
    );
    expect(desk.asked).toHaveLength(1);
  });
});

describe('the line', () => {
  test.each(['refresh', 'cut'] as const)('is made again after it was lost (%s), and still hears', async (loss) => {
    await using desk = await Desk.open(halting);
    const message = await desk.message();
    desk.served.links[loss]();
    await vi.waitFor(() => expect([desk.served.links.made, desk.served.links.count]).toEqual([2, 1]), 10_000);
    desk.served.links.press(message, 'U0ANNA');
    await vi.waitFor(() => expect(desk.asked).toHaveLength(1), 5000);
  });

  test('on which nobody says hello is given up, and closed', async () => {
    const [slack, clock] = [new FakeSlack(), new FakeClock()];
    await using served = await serve(slack);
    await using http = createHttp();
    served.links.mute = true;
    const options = {
      appToken: 'xapp-canary-app-token',
      api: served.api,
      ports: { clock, http },
      heard: () => undefined,
      signal: new AbortController().signal,
    };
    const failed = openSession(options).then(String, String);
    await vi.waitFor(() => expect(served.links.count).toBe(1), 5000);
    await clock.advance(15_000);
    expect(await failed).toBe('Error: Slack did not answer: no hello within 15 s');
    await vi.waitFor(() => expect(served.links.count).toBe(0), 5000);
  });

  test('that cannot be had is said with the way out, and repeats no token', async () => {
    await using desk = await Desk.open(halting, 'xapp-canary-wrong');
    await vi.waitFor(() => expect(desk.troubles).toEqual(['Slack answered invalid_auth: check the token']), 5000);
    expect(JSON.stringify([desk.troubles, desk.said])).not.toContain('canary');
  });
});
