/** One run's messages in one channel: each posted once, the first edited, never faster than every three seconds. */
import { z } from 'zod';
import { ms, type Ms } from '../../domain/units.ts';
import type { Message } from '../../report/slack/blocks.ts';
import { asArguments } from './api.ts';
import type { Handle } from './handle.ts';
import { insist } from './insist.ts';
import { fileName, metadataType } from './look.ts';
import { Once, type Place, type Placed } from './once.ts';

/** Between two edits of one message. */
const gap = ms(3000);

const posted = z.object({ ts: z.string() });
const shared = z.object({ ok: z.literal(true) });
const ticket = z.object({ upload_url: z.string(), file_id: z.string() });

export class Desk {
  readonly #place: Place;
  readonly #once: Once;
  #edited: Ms | undefined;

  constructor(place: Place) {
    this.#place = place;
    this.#once = new Once(place);
  }

  get handle(): Handle {
    return this.#place.handle;
  }

  /** The message that is edited: a later one where the first could be edited no more. */
  home(): string | undefined {
    return this.handle.ts('end') ?? this.handle.ts('run');
  }

  /** Waits until the message may be edited again, or until somebody is in a hurry. */
  async turn(hurry?: AbortSignal): Promise<void> {
    const { clock, signal } = this.#place;
    const left = this.#edited === undefined ? 0 : this.#edited + gap - clock.now();
    if (left > 0) await clock.sleep(ms(left), hurry === undefined ? signal : AbortSignal.any([signal, hurry]));
  }

  /** Replaces a message by another; as often as it takes, for twice is as good as once. */
  async edit(ts: string, message: Message): Promise<void> {
    const { slack, channel, clock } = this.#place;
    this.#edited = clock.now();
    await insist(() => slack.call('chat.update', { channel, ts, ...asArguments(message) }, posted), this.#place);
  }

  /** Posts a part of the story unless it stands there; into a thread where one is given. */
  async place(part: string, message: Message, { thread, broadcast }: { readonly thread?: string; readonly broadcast?: true } = {}): Promise<Placed> {
    const { slack, channel, run, clock } = this.#place;
    const metadata = { event_type: metadataType, event_payload: { run, part } };
    const where = {
      unfurl_links: false,
      unfurl_media: false,
      ...(thread === undefined ? {} : { thread_ts: thread }),
      ...(broadcast === undefined ? {} : { reply_broadcast: true }),
    };
    return this.#once.post(part, thread, async () => {
      if (thread === undefined) this.#edited = clock.now();
      return (await slack.call('chat.postMessage', { channel, metadata, ...asArguments(message), ...where }, posted)).ts;
    });
  }

  /** Shares a picture in a thread, in three steps of which only the last shows anything. */
  async picture(part: string, bytes: Uint8Array, { thread, title }: { readonly thread: string; readonly title: string }): Promise<void> {
    const { slack, channel, run } = this.#place;
    await this.#once.post(part, thread, async () => {
      const asked = { filename: fileName(run, part), length: bytes.length, alt_txt: title };
      const { upload_url, file_id } = await slack.call('files.getUploadURLExternal', asked, ticket);
      await slack.upload(upload_url, bytes);
      await slack.call('files.completeUploadExternal', { files: [{ id: file_id, title }], channel_id: channel, thread_ts: thread }, shared);
      return file_id;
    });
  }
}
