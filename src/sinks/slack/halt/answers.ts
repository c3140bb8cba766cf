/** What becomes of a press: the halt first, words after it. */
import { z } from 'zod';
import type { Halts } from '../../../ports/halts.ts';
import type { Message } from '../../../report/slack/blocks.ts';
import { askedAlready, deafMessage, haltedMessage, haltingMessage, mayNotMessage, overMessage } from '../../../report/slack/halt.ts';
import { viewOf } from '../../../report/view.ts';
import { asArguments, type Slack } from '../api.ts';
import { insist, insistOnce, type Insisting } from '../insist.ts';
import type { Press } from './press.ts';

const posted = z.object({ ts: z.string() });
const shown = z.object({ ok: z.literal(true) });

export interface AnswersOptions extends Insisting {
  readonly slack: Slack;
  readonly channel: string;
  readonly users: readonly string[];
  readonly halts: Halts;
  /** A line for people beside the schedule. */
  readonly say: (line: string) => void;
}

export class Answers {
  readonly #options: AnswersOptions;
  /** Runs that are being halted from here, and who asked. */
  readonly #asked = new Map<string, string>();

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  /** Rejects with SlackTrouble where Slack takes no answer: the run is halted all the same. */
  async take(press: Press): Promise<void> {
    const { users, say } = this.#options;
    const { user, run, by } = press;
    if (!users.includes(user)) {
      say(`${by} may not halt run ${run}: not among the users of halt.`);
      return this.#whisper(press, mayNotMessage(run, users));
    }
    const earlier = this.#asked.get(run);
    if (earlier !== undefined) return this.#whisper(press, askedAlready(run, earlier));
    this.#asked.set(run, user);
    try {
      await this.#halt(press);
    } finally {
      this.#asked.delete(run);
    }
  }

  async #halt(press: Press): Promise<void> {
    const { halts, say } = this.#options;
    const { user, run, by } = press;
    const asked = await halts.halt(run, by, 'the Halt button in Slack');
    switch (asked.kind) {
      case 'over':
        return this.#whisper(press, overMessage(run, viewOf(asked.record)));
      case 'unknown':
        return this.#whisper(press, overMessage(run, undefined));
      case 'deaf':
        say(`${by} asked run ${run} to halt, and neither it nor its guardian answers.`);
        return void (await this.#reply(press, deafMessage(user, run)));
      case 'halting': {
        say(`${by} halts run ${run}.`);
        // Told of what happens while it does, and of the end even where that could not be said.
        const first = await this.#reply(press, haltingMessage(user)).catch(() => undefined);
        const view = viewOf(await asked.restored());
        if (view === undefined) return undefined;
        const message = haltedMessage(user, by, view);
        return first === undefined ? void (await this.#reply(press, message)) : this.#change(first, message);
      }
    }
  }

  /** To the one who pressed alone (https://docs.slack.dev/reference/methods/chat.postEphemeral). */
  async #whisper({ user, message }: Press, words: Message): Promise<void> {
    const { slack, channel } = this.#options;
    await insistOnce(() => slack.call('chat.postEphemeral', { channel, user, thread_ts: message, ...asArguments(words) }, shown), this.#options);
  }

  async #reply({ message }: Press, words: Message): Promise<string> {
    const { slack, channel } = this.#options;
    return (await insistOnce(() => slack.call('chat.postMessage', { channel, thread_ts: message, ...asArguments(words) }, posted), this.#options)).ts;
  }

  async #change(ts: string, words: Message): Promise<void> {
    const { slack, channel } = this.#options;
    await insist(() => slack.call('chat.update', { channel, ts, ...asArguments(words) }, posted), this.#options);
  }
}
