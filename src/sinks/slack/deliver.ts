/** The end of a run in Slack: the verdict in its message, the alarm to the channel, details and chart in the thread. Done twice it does nothing new. */
import { context, type Message } from '../../report/slack/blocks.ts';
import { detailMessages } from '../../report/slack/details.ts';
import type { Extras } from '../../report/slack/extras.ts';
import { alarmMessage, isAlarming, verdictMessage } from '../../report/slack/verdict.ts';
import type { RunView } from '../../report/view.ts';
import type { Desk } from './desk.ts';
import { drawn } from './drawn.ts';
import { SlackTrouble } from './trouble.ts';

export interface End {
  readonly view: RunView;
  readonly extras: Extras;
  /** How often the record ended: a run that `firedrill restore` put right later has two ends, and the second is told as well. */
  readonly ends: number;
  readonly signal: AbortSignal;
}

/** Rejects with the first thing that could not be done; what was done is in the handle. */
export async function deliverEnd(desk: Desk, end: End): Promise<void> {
  const { mention: _, ...extras } = end.extras; // an edit calls nobody: the alarm does
  const verdict = verdictMessage(end.view, extras);
  const home = await homeFor(desk, verdict);
  await alarm(desk, end, home.ts).catch(unlessRefused);
  if (!home.fresh) await lastEdit(desk, home.ts, verdict);
  const thread = desk.home() ?? home.ts;
  await alarm(desk, end, thread);
  await details(desk, end, thread);
  await chart(desk, end, thread).catch(unlessRefused);
}

/** The run's message, or where nobody can know whether one stands there, a new one that says so. */
async function homeFor(desk: Desk, verdict: Message): Promise<{ readonly ts: string; readonly fresh: boolean }> {
  const ts = desk.home();
  if (ts !== undefined) return { ts, fresh: false };
  try {
    return await desk.place('run', verdict);
  } catch (error) {
    if (!isRefused(error) || desk.handle.part('run')?.state !== 'unclear') throw error;
    return desk.place(
      'end',
      anew(verdict, 'An earlier message about this run may stand above: Slack did not say whether it arrived, and the app may not look (channels:history).'),
    );
  }
}

/** What can be edited no more is said anew. */
async function lastEdit(desk: Desk, ts: string, verdict: Message): Promise<void> {
  await desk.turn();
  try {
    await desk.edit(ts, verdict);
  } catch (error) {
    if (!isRefused(error) || !lost.has(error.trouble.code)) throw error;
    await desk.place('end', anew(verdict, 'The earlier message about this run can be edited no more.'));
  }
}

/** https://docs.slack.dev/reference/methods/chat.update, errors. */
const lost: ReadonlySet<string> = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

const anew = ({ text, blocks }: Message, why: string): Message => ({ text, blocks: [...blocks.slice(0, 49), context(why)] });

/** The channel hears of what alarms; of an end that changed since, only the thread, unless that alarms too. */
async function alarm(desk: Desk, { view, extras, ends }: End, thread: string): Promise<void> {
  const isLoud = isAlarming(view);
  if (!isLoud && ends === 1) return;
  const part = ends > 1 ? `alarm-${ends}` : 'alarm';
  await certain(desk, part, (name) => desk.place(name, alarmMessage(view, extras), { thread, ...(isLoud ? { broadcast: true } : {}) }));
}

async function details(desk: Desk, { view }: End, thread: string): Promise<void> {
  for (const [index, message] of detailMessages(view).entries()) await certain(desk, `details-${index + 1}`, (part) => desk.place(part, message, { thread }));
}

/** Only drawn where it is still to be shown: a second end has the same curves. */
async function chart(desk: Desk, { view, signal }: End, thread: string): Promise<void> {
  if (desk.handle.part('chart')?.state === 'sent') return;
  const picture = await drawn(view, signal);
  if (picture !== undefined) await certain(desk, 'chart', (part) => desk.picture(part, picture.bytes, { thread, title: picture.title }));
}

/** In the thread a part in doubt that nobody may look for is left alone: rather once perhaps than twice. */
async function certain(desk: Desk, part: string, place: (part: string) => Promise<unknown>): Promise<void> {
  await place(part).catch((error: unknown) => {
    if (!isRefused(error) || desk.handle.part(part)?.state !== 'unclear') throw error;
  });
}

const isRefused = (error: unknown): error is SlackTrouble & { readonly trouble: { readonly kind: 'refused'; readonly code: string } } =>
  error instanceof SlackTrouble && error.trouble.kind === 'refused';

/** What Slack will not do today it will not do tomorrow, and the message says what matters without it. */
function unlessRefused(error: unknown): void {
  if (!isRefused(error)) throw error;
}
