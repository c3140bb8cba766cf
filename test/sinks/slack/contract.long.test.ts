import type { SinkKind } from '../../../src/ports/sink.ts';
import { slackKind } from '../../../src/sinks/slack/kind.ts';
import { sinkContract } from '../../contract/sink.ts';
import { FakeSlack } from '../../fakes/slack/slack.ts';
import { httpReceiver, type Mode, type Receiver, type Reply, type Taken } from '../receiver.ts';

const order = ['verdict', 'alarm', 'details-1', 'chart', 'verdict-2', 'alarm-2'];

/** The fake workspace behind a receiver of the contract. What is shown of a run that still lasts is nothing told yet. */
async function slackReceiver(): Promise<Receiver> {
  const slack = new FakeSlack();
  const verdicts: string[] = [];
  const words = ({ path }: Taken): readonly string[] => {
    const last = slack.messages.at(-1);
    const [home] = slack.posts;
    const shown = home === undefined || /^(▶|■ Halting)/.test(home.text) ? undefined : home.text;
    if (shown !== undefined && verdicts.at(-1) !== shown) return [verdicts.push(shown) === 1 ? 'verdict' : `verdict-${verdicts.length}`];
    if (path === '/api/files.completeUploadExternal') return ['chart'];
    return path === '/api/chat.postMessage' && last?.thread_ts !== undefined ? [String(last.metadata?.event_payload['part'])] : [];
  };
  const receiver = await httpReceiver((taken): Reply => {
    const headers = Object.fromEntries(Object.entries(taken.headers).map(([key, value]) => [key, String(value)]));
    const reply = slack.handle({ path: taken.path, headers, body: taken.bytes });
    if (reply.kind !== 'answer') throw new Error('nothing here misbehaves by itself');
    return { status: reply.status, body: reply.body, words: reply.body.startsWith('{"ok":false') ? [] : words(taken) };
  });
  slack.base = receiver.address;
  return {
    address: receiver.address,
    calls: receiver.calls,
    mode: (mode) => receiver.mode(mode),
    // The alarm does not wait for the message's turn to be edited, so which of the two is first may differ.
    get got() {
      return receiver.got.toSorted((one, other) => order.indexOf(one) - order.indexOf(other));
    },
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  };
}

/** How often a busy Slack is asked is proven beside this, call by call. */
const modes: readonly Mode[] = ['slow', 'hangs', 'refuses', 'resets', 'fails'];

sinkContract('slack, as an app,', {
  kind: slackKind as SinkKind,
  receiver: slackReceiver,
  settings: ({ address }) => ({ token: 'xoxb-canary-token', channel: 'C0DRILLS', api: `${address}/api/` }),
  whole: ['verdict', 'alarm', 'details-1', 'chart'],
  anew: ['verdict-2', 'alarm-2'],
  modes,
});

sinkContract('slack, through a webhook,', {
  kind: slackKind as SinkKind,
  receiver: async () => {
    const slack = new FakeSlack();
    return httpReceiver(({ path, headers, bytes }) => {
      const reply = slack.handle({ path, headers: { 'content-type': String(headers['content-type']) }, body: bytes });
      if (reply.kind !== 'answer') throw new Error('nothing here misbehaves by itself');
      return { status: reply.status, body: reply.body, words: reply.status === 200 ? 'verdict' : [] };
    });
  },
  settings: ({ address }) => ({ webhook: `${address}/services/T0/B0/canary-webhook` }),
  whole: ['verdict'],
  anew: ['verdict'],
  modes: ['slow', 'busy', 'refuses'],
});
