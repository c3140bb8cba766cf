/** Posting something once, though answers get lost and processes die: what may stand there is looked for before anything is posted again. */
import { ms, type Ms } from '../../domain/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Slack } from './api.ts';
import type { Handle } from './handle.ts';
import { insist, insistOnce } from './insist.ts';
import { look } from './look.ts';
import { SlackTrouble } from './trouble.ts';

/** A post whose answer was lost may still land: a look that finds nothing is believed only after this. */
const settling = 10_000;
const between = ms(2000);

/** Where one run is told. */
export interface Place {
  readonly slack: Slack;
  readonly handle: Handle;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly channel: string;
  readonly run: string;
  readonly wall: string;
}

/** Where a part stands, and whether it was posted just now. */
export interface Placed {
  readonly ts: string;
  readonly fresh: boolean;
}

export class Once {
  readonly #place: Place;
  readonly #lost = new Map<string, Ms>();

  constructor(place: Place) {
    this.#place = place;
  }

  /** Posts a part, unless it stands there; rejects where nobody can know. `thread` is where to look for it. */
  async post(part: string, thread: string | undefined, act: () => Promise<string>): Promise<Placed> {
    const { handle } = this.#place;
    const known = handle.part(part);
    if (known?.state === 'sent') return { ts: known.ts, fresh: false };
    const found = known === undefined ? undefined : await this.#found(part, thread);
    const ts = found ?? (await this.#act(part, act));
    this.#lost.delete(part);
    await handle.set(part, { state: 'sent', ts });
    return { ts, fresh: found === undefined };
  }

  /** The doubt is on disk before the post: a process that dies between the two leaves it to the next. */
  async #act(part: string, act: () => Promise<string>): Promise<string> {
    const { handle, clock } = this.#place;
    await handle.set(part, { state: 'unclear' });
    try {
      return await insistOnce(act, this.#place);
    } catch (error) {
      if (error instanceof SlackTrouble && error.trouble.kind !== 'unclear') await handle.set(part, undefined);
      else this.#lost.set(part, clock.now());
      throw error;
    }
  }

  /** Looks until it is found, or could have landed no more. Another process looks once: it came later. */
  async #found(part: string, thread: string | undefined): Promise<string | undefined> {
    const { slack, channel, run, wall, clock, signal } = this.#place;
    const sought = { channel, run, part, wall, ...(thread === undefined ? {} : { thread }) };
    const lost = this.#lost.get(part);
    for (;;) {
      const isSettled = lost === undefined || clock.now() - lost >= settling;
      const found = await insist(() => look(slack, sought), this.#place);
      if (found !== undefined || isSettled) return found;
      await clock.sleep(between, signal);
      if (signal.aborted) throw new SlackTrouble({ kind: 'unclear', why: 'Slack did not say whether a message arrived' });
    }
  }
}
