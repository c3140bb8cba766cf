import { expect, test } from 'vitest';
import type { Event } from '../../../src/domain/events.ts';
import { ms } from '../../../src/domain/units.ts';
import { abortedDrill, endOf, leftDrill, restoredSince, untilVerdict } from '../drills.ts';
import { everyScope } from '../../fakes/slack/workspace.ts';
import { held, refused } from '../../report/runs.ts';
import { Rig, token } from './rig.ts';

const verdict = 'run: ■ Aborted and restored: slow-payments';
const details = 'details-1: Details of slow-payments, run 7k2';

/** Without samples there is nothing to draw, and these tests are about messages. */
const bare = (events: readonly Event[]): Event[] => events.filter(({ kind }) => kind !== 'sli.sampled');
const drill = bare(abortedDrill());
const alarm = (text: string | undefined): string => `alarm to all: ${text?.replace('run: ', '') ?? ''}`;

/** What is drawn takes real time, in which the clock of the test runs away. */
const patient = 10_000_000;

async function whole(rig: Rig, events: readonly Event[] = drill): Promise<void> {
  const courier = rig.open();
  await rig.tell(courier, events);
  await rig.close(courier, events === drill ? 5000 : patient);
}

test('one message is posted when the run starts and edited until it is the verdict; alarm and details stand in its thread', async () => {
  const rig = new Rig();
  const courier = rig.open();
  await rig.tell(courier, drill.slice(0, 1));
  await rig.clock.advance(1000);
  expect(rig.stands).toEqual(['run: ▶ Running: slow-payments']);
  await rig.tell(courier, drill.slice(1));
  await rig.close(courier);
  const [home] = rig.stands;
  expect(home).toMatch(/^run: ■ Aborted and restored: slow-payments: /);
  expect(rig.stands).toEqual([home, alarm(home), details]);
  expect(rig.slack.posts).toHaveLength(1);
  expect(new Set(rig.slack.messages.slice(1).map(({ thread_ts: thread }) => thread))).toEqual(new Set([rig.slack.posts[0]?.ts]));
  expect(rig.notes.last?.state).toBe('delivered');
});

test('a message is edited at most once in three seconds, however much happens, and the last state is the one that stays', async () => {
  const rig = new Rig();
  const courier = rig.open();
  const edits: number[] = [];
  const answer = rig.slack.methods['chat.update'];
  if (answer === undefined) throw new Error('no such method');
  rig.slack.methods['chat.update'] = { ...answer, answer: (call) => (edits.push(rig.clock.now()), answer.answer(call)) };
  await rig.tell(courier, drill);
  await rig.close(courier);
  const gaps = edits.slice(1).map((time, index) => time - (edits[index] ?? 0));
  expect(gaps.length).toBeGreaterThan(1);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(3000);
  expect(rig.stands[0]).toContain('Aborted and restored');
});

test('the verdict says what the run means for findings, where the memory knows', async () => {
  const rig = new Rig();
  rig.findings = 'this run shows f-abcde; 2 findings open; RUN';
  await whole(rig);
  expect(JSON.stringify(rig.slack.messages[0])).toContain('*Findings*  this run shows f-abcde; 2 findings open; 7k2');
});

test('samples alone change nothing that is shown', async () => {
  const rig = new Rig();
  const courier = rig.open();
  await rig.tell(courier, held().slice(0, 40));
  const calls = rig.slack.calls.length;
  await rig.tell(
    courier,
    held().filter(({ kind, at }) => kind === 'sli.sampled' && at < 25_000),
  );
  expect(rig.slack.calls.length).toBe(calls);
});

test('what only held is not broadcast, and has its chart in the thread', async () => {
  const rig = new Rig();
  await whole(rig, held());
  expect(rig.stands).toEqual(['run: ✔ Held: slow-payments: all 4 expectations met', details, 'chart firedrill-7k2-chart.png']);
  const [file] = rig.slack.space.files.values();
  expect(file?.alt).toBe('✔ Held: the SLIs of slow-payments, with its faults and what happened when');
  expect([...(file?.bytes?.subarray(1, 4) ?? [])]).toEqual([...Buffer.from('PNG')]);
});

test('a run that is refused at once is one message, without an edit and without an alarm', async () => {
  const rig = new Rig();
  await whole(
    rig,
    refused().map((event) => ({ ...event, at: ms(event.at / 10) })),
  );
  expect(rig.slack.count('chat.update')).toBe(0);
  expect(rig.stands).toEqual(['run: ⊘ Not injected: slow-payments: 1 of 3 pods of deployment "storefront" is not ready, and min-available is 3.']);
});

test('what is not restored is said to all, and calls who is to be called; an edit calls nobody', async () => {
  const rig = new Rig({ mention: 'S0ONCALL' });
  await whole(rig, bare(leftDrill()));
  const [home, call] = rig.slack.messages;
  expect(JSON.stringify(call?.blocks)).toContain('<!subteam^S0ONCALL>');
  expect(JSON.stringify(home?.blocks)).not.toContain('subteam');
});

test('a run that was left and restored later has its message edited, and a word in its thread', async () => {
  const rig = new Rig();
  await whole(rig, bare(leftDrill()));
  await rig.redeliver(bare(restoredSince(leftDrill())));
  await rig.redeliver(bare(restoredSince(leftDrill())));
  expect(rig.stands.map((said) => said.split(': ').slice(0, 2).join(': '))).toEqual([
    'run: ? Inconclusive',
    'alarm to all: ‼ NOT RESTORED',
    'details-1: Details of slow-payments, run 7k2',
    'alarm-2: ? Inconclusive',
  ]);
});

test('while Slack is dead nothing waits, and the end is kept and delivered by the next process', async () => {
  const rig = new Rig();
  rig.slack.misbehave('*', { kind: 'lose' }, 1000);
  const courier = rig.open();
  await rig.tell(courier, drill);
  await rig.close(courier);
  expect(rig.notes.last).toMatchObject({ state: 'undelivered' });
  rig.slack.behave();
  await rig.redeliver(drill);
  expect(rig.stands.map((said) => said.slice(0, 27))).toEqual([verdict.slice(0, 27), alarm(verdict).slice(0, 27), details.slice(0, 27)]);
  expect(rig.notes.last?.state).toBe('delivered');
});

test.each(['drop', 'hang'] as const)('a post that Slack took and did not answer (%s) is found again, not posted twice', async (kind) => {
  const rig = new Rig();
  rig.slack.misbehave('chat.postMessage', { kind });
  await whole(rig);
  expect(rig.slack.posts).toHaveLength(1);
  expect(rig.stands).toHaveLength(3);
  expect(rig.stands[0]).toContain(verdict);
});

test('a post that lands only after it was looked for is still not posted twice', async () => {
  const rig = new Rig();
  rig.slack.misbehave('chat.postMessage', { kind: 'late', calls: 2 });
  await whole(rig);
  expect(rig.slack.posts).toHaveLength(1);
  expect(rig.stands).toHaveLength(3);
});

test('a post of the end whose answer is lost is looked for as long as the sink has time', async () => {
  const rig = new Rig();
  rig.slack.misbehave('chat.postMessage', { kind: 'drop' }, 1, '"part":"alarm"');
  await whole(rig);
  expect(rig.notes.last?.state).toBe('delivered');
  expect(rig.stands.map((said) => said.split(':')[0])).toEqual(['run', 'alarm to all', 'details-1']);
});

test.each(['alarm', 'details-1'])('a reply that Slack took and did not answer (%s) is found in the thread', async (part) => {
  const rig = new Rig();
  rig.slack.misbehave('chat.postMessage', { kind: 'drop' }, 1, `"part":"${part}"`);
  await expect(rig.redeliver(drill)).rejects.toThrow('Slack did not answer');
  expect(rig.notes.last?.state).toBe('undelivered');
  await rig.redeliver(drill);
  expect(rig.stands.map((said) => said.split(':')[0])).toEqual(['run', 'alarm to all', 'details-1']);
  expect(rig.slack.count('chat.postMessage')).toBe(3);
});

test('a runner that dies between the post and its answer leaves a doubt that the next process clears up', async () => {
  const rig = new Rig();
  rig.slack.misbehave('chat.postMessage', { kind: 'hang' });
  const dead = rig.open();
  await rig.tell(dead, drill.slice(0, 1));
  await rig.clock.advance(1000);
  expect(rig.notes.last).toEqual({ state: 'open', handle: { parts: { run: { state: 'unclear' } } } });
  const record = [...untilVerdict(drill), ...endOf(untilVerdict(drill), 30_000, 'guardian')];
  const another = new Rig();
  Object.assign(another.slack.space, rig.slack.space);
  another.notes.last = rig.notes.last;
  await another.redeliver(record);
  expect(another.slack.posts).toHaveLength(1);
  expect(another.stands[0]).toContain(verdict);
});

test('where nobody may look, the end is told in a message of its own that says why, and never twice', async () => {
  const rig = new Rig();
  rig.slack.space.tokens.set(token, new Set(['chat:write', 'files:write']));
  rig.slack.misbehave('chat.postMessage', { kind: 'drop' });
  await whole(rig);
  expect(JSON.stringify(rig.slack.messages[1]?.blocks)).toContain('Slack did not say whether it arrived, and the app may not look (channels:history).');
  await rig.redeliver(drill);
  expect(rig.stands.map((said) => said.split(':')[0])).toEqual(['run', 'end', 'alarm to all', 'details-1']);
  expect(rig.notes.last?.state).toBe('delivered');
});

test('Retry-After is obeyed', async () => {
  const rig = new Rig();
  rig.slack.misbehave('chat.postMessage', { kind: 'limited', retryAfter: 7 });
  const courier = rig.open();
  await rig.tell(courier, drill.slice(0, 1));
  await rig.clock.advance(7900);
  expect(rig.slack.count('chat.postMessage')).toBe(1);
  await rig.clock.advance(200);
  expect(rig.stands).toEqual(['run: ▶ Running: slow-payments']);
});

test('a call that fails is tried three times, not for half an hour', async () => {
  const rig = new Rig();
  const courier = rig.open();
  await rig.tell(courier, drill.slice(0, 2));
  rig.slack.misbehave('chat.update', { kind: 'status', status: 503 }, 1000);
  const before = rig.slack.count('chat.update');
  courier.receive({ ...drill[0], kind: 'phase.entered', phase: 'baseline' } as Event);
  await rig.clock.advance(1_800_000);
  expect(rig.slack.count('chat.update') - before).toBe(3);
});

test.each([
  [
    'not_in_channel',
    'Slack answered not_in_channel: invite the app into the channel (/invite @its-name)',
    (rig: Rig) => Object.assign(rig.slack.space.channels.get('C0DRILLS') ?? {}, { isMember: false }),
  ],
  [
    'is_archived',
    'Slack answered is_archived: choose a channel that is not archived',
    (rig: Rig) => Object.assign(rig.slack.space.channels.get('C0DRILLS') ?? {}, { isArchived: true }),
  ],
  ['invalid_auth', 'Slack answered invalid_auth: check the token', (rig: Rig) => rig.slack.space.tokens.clear()],
  [
    'missing_scope',
    'Slack answered missing_scope (chat:write): give the app this scope, and install it again',
    (rig: Rig) => rig.slack.space.tokens.set(token, new Set(['files:write'])),
  ],
] as const)('what a person must put right is said: %s', async (_code, why, spoil) => {
  const rig = new Rig();
  spoil(rig);
  await expect(rig.redeliver(drill)).rejects.toThrow(why);
  expect(rig.notes.last).toMatchObject({ state: 'undelivered', why });
  expect(rig.slack.count('chat.postMessage')).toBe(1);
});

test('without the scope for files there is no chart, and all else', async () => {
  const rig = new Rig();
  rig.slack.space.tokens.set(token, new Set(everyScope.filter((scope) => scope !== 'files:write')));
  await whole(rig, held());
  expect(rig.stands.map((said) => said.split(':')[0])).toEqual(['run', 'details-1']);
  expect(rig.notes.last?.state).toBe('delivered');
});

test.each(['message_not_found', 'edit_window_closed', 'cant_update_message'])('a message that can be edited no more (%s) is said anew, once', async (error) => {
  const rig = new Rig();
  const courier = rig.open();
  await rig.tell(courier, untilVerdict(drill));
  rig.slack.misbehave('chat.update', { kind: 'error', error }, 1);
  await rig.tell(courier, drill.slice(untilVerdict(drill).length));
  await rig.close(courier);
  await rig.redeliver(drill);
  expect(rig.stands.map((said) => said.split(':')[0])).toEqual(['run', 'alarm to all', 'end', 'details-1']);
});

test('an answer that is no answer of Slack is a doubt, not a success', async () => {
  const rig = new Rig();
  rig.slack.misbehave('chat.postMessage', { kind: 'page' }, 1);
  await expect(rig.redeliver(drill)).rejects.toThrow('what answered is not Slack: check api, and the proxy in between');
  await rig.redeliver(drill);
  expect(rig.slack.posts).toHaveLength(1);
});

test('once it is told to stop it sends no more', async () => {
  const rig = new Rig();
  const courier = rig.open();
  await rig.tell(courier, drill.slice(0, 3));
  await courier.close(AbortSignal.abort());
  const calls = rig.slack.calls.length;
  await rig.tell(courier, drill.slice(3));
  expect(rig.slack.calls.length).toBe(calls);
});

test('no credential is in a note or an error, whatever Slack says', async () => {
  const rig = new Rig();
  rig.slack.misbehave('*', { kind: 'error', error: `echo_${token}` }, 100);
  const why = await rig.redeliver(drill).catch(String);
  expect(`${String(why)}${JSON.stringify(rig.notes.last)}`).toContain('echo_***');
  expect(`${String(why)}${JSON.stringify(rig.notes.last)}`).not.toContain('canary');
});
