import { basename, dirname } from 'node:path';
import type { Event } from '../domain/events.ts';
import { between } from '../domain/instants.ts';
import { secretsRedactor } from '../domain/redact.ts';
import { reason } from '../domain/reason.ts';
import { ms } from '../domain/units.ts';
import { orAbort } from '../domain/or-abort.ts';
import { systemClock } from '../platform/clock.ts';
import { createHttp } from '../platform/http.ts';
import type { Http } from '../ports/http.ts';
import type { SinkSetting } from '../ports/sink.ts';
import { deliveriesIn, notesIn } from '../record/deliveries.ts';
import { readEvents } from '../record/folder.ts';
import { createToolbox, type Toolbox } from '../toolbox.ts';
import { claimTelling } from './claim.ts';
import { isAlive } from './dead-runs.ts';
import { openCourier } from './open-courier.ts';

/** What one sink may take for one run, and all of them for all. */
const patience = ms(20_000);
const overall = ms(120_000);
const leaving = ms(10_000);
/** A sink that is gone from the config, or dead, for so long is given up. */
const keptFor = ms(14 * 24 * 3_600_000);

/** The sinks of the config that a run went by, as it says them now: where a receiver has moved, it is told where it is. */
export interface Known {
  readonly sinks: readonly SinkSetting[];
  readonly config: string;
  readonly secrets: readonly string[];
}

export interface Resending {
  /** By the folder of a run. */
  readonly knownTo: (folder: string) => Promise<Known>;
  readonly say: (line: string) => void;
}

/** What runs in these folders owe their sinks is delivered now, a dead sink tried once only; resolves with whether nothing is owed any more. */
export async function resend(folders: readonly string[], resending: Resending, named: boolean): Promise<boolean> {
  await using toolbox = createToolbox();
  await using http = createHttp();
  using deadline = systemClock.deadline(overall);
  const sender = new Sender(resending, { toolbox, http, signal: deadline.signal, named });
  const owed: boolean[] = [];
  for (const folder of folders) owed.push(await sender.send(folder));
  return !owed.includes(true);
}

interface Means {
  readonly toolbox: Toolbox;
  readonly http: Http;
  readonly signal: AbortSignal;
  /** Whether a person named the run: then what was given up is tried again. */
  readonly named: boolean;
}

class Sender {
  readonly #resending: Resending;
  readonly #means: Means;
  readonly #dead = new Set<string>();

  constructor(resending: Resending, means: Means) {
    this.#resending = resending;
    this.#means = means;
  }

  /** Whether the run in this folder still owes something. */
  async send(folder: string): Promise<boolean> {
    const { toolbox, named } = this.#means;
    const owed = [...(await notesIn(folder))].filter(([, { state }]) => state === 'open' || state === 'undelivered' || (named && state === 'given-up'));
    if (owed.length === 0) return false;
    const run = basename(folder);
    using claim = await claimTelling(run, await toolbox.identify(toolbox.processes.self), toolbox);
    if (claim.held || !(await this.#isOver(run))) return this.#owes(run, 'it is not over yet, and tells by itself');
    const record = await readEvents(folder).catch((): readonly Event[] => []);
    const end = record.at(-1);
    if (end?.kind !== 'run.finished') return this.#owes(run, `it died, and has not ended: firedrill restore ${run}`);
    const old = between(end.wall, systemClock.wall()) > keptFor && !named;
    const results = await Promise.all(owed.map(([name]) => (old ? this.#giveUp(folder, name) : this.#deliver(folder, name, record))));
    return results.includes(true);
  }

  /** Whoever ended a run may be about to go when we are started for it. */
  async #isOver(run: string): Promise<boolean> {
    const { toolbox, named, signal } = this.#means;
    using deadline = systemClock.deadline(named ? leaving : ms(0), signal);
    while (await isAlive(run, toolbox)) {
      if (deadline.signal.aborted) return false;
      await systemClock.sleep(ms(200), deadline.signal);
    }
    return true;
  }

  /** Whether it is still owed. */
  async #deliver(folder: string, name: string, record: readonly Event[]): Promise<boolean> {
    const run = basename(folder);
    const { sinks, secrets, config } = await this.#resending.knownTo(folder);
    const setting = sinks.find((sink) => sink.name === name);
    if (setting === undefined) return this.#owes(run, `${name} is no sink of ${config} that can be used here; it is given up two weeks after the run`);
    if (this.#dead.has(name) || this.#means.signal.aborted) return this.#owes(run, `not sent to ${name}: it failed just now`);
    using deadline = systemClock.deadline(patience, this.#means.signal);
    try {
      const courier = await openCourier(setting, { http: this.#means.http, runs: dirname(folder), secrets });
      await orAbort(deadline.signal, () => courier.redeliver(record, folder, deadline.signal));
    } catch (error) {
      this.#dead.add(name);
      return this.#owes(run, secretsRedactor(secrets)(`not delivered to ${name}: ${reason(error)}`));
    }
    this.#resending.say(`Run ${run}: delivered to ${name}.`);
    return false;
  }

  async #giveUp(folder: string, name: string): Promise<false> {
    const run = basename(folder);
    const deliveries = deliveriesIn(folder, name);
    await deliveries.write({ ...(await deliveries.read()), state: 'given-up', why: 'the run ended more than two weeks ago' });
    this.#resending.say(`Run ${run}: given up for ${name}: it ended more than two weeks ago. To send it all the same: firedrill report --resend ${run}`);
    return false;
  }

  #owes(run: string, why: string): true {
    this.#resending.say(`Run ${run}: ${why}.`);
    return true;
  }
}
