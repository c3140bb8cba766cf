import { join } from 'node:path';
import { secretsRedactor } from '../domain/redact.ts';
import { ms, showMs } from '../domain/units.ts';
import { Audience } from '../engine/audience.ts';
import { orAbort } from '../domain/or-abort.ts';
import type { Config } from '../experiment/config.ts';
import { systemClock } from '../platform/clock.ts';
import { createHttp } from '../platform/http.ts';
import type { Courier, Sink } from '../ports/sink.ts';
import { deliveriesIn } from '../record/deliveries.ts';
import { hears } from './hears.ts';
import { openInTime, type CourierOptions } from './open-courier.ts';

/** What all of them together may take once the run is over, judged and reported; what is not delivered by then is kept. */
const closing = ms(5000);
/** What a disk may take to say, and to keep, what is owed: one that hangs must not keep us. */
const noting = ms(1000);

export interface CouriersOptions {
  /** The run's environment; without one it is `local`. */
  readonly environment: string | undefined;
  readonly secrets: readonly string[];
  readonly runs: string;
  readonly say: (line: string) => void;
}

/** The sinks of a config that hear of one run. They are told in the background, beside the run's own audience: the run's end waits for none of them. */
export class Couriers implements AsyncDisposable {
  readonly #audience: Audience;
  readonly #couriers: readonly Courier[];
  readonly #options: CourierOptions & CouriersOptions;
  readonly #end: () => Promise<void>;
  /** Of those that were dropped, until it is noted. */
  readonly #owing: Promise<void>[] = [];
  #run: string | undefined;
  #claim: Promise<Disposable> | undefined;
  /** Keeps every other process from telling the same. */
  claim: (run: string) => Promise<Disposable> = () => Promise.resolve({ [Symbol.dispose]: () => undefined });

  private constructor(couriers: readonly Courier[], options: CourierOptions & CouriersOptions, end: () => Promise<void>) {
    this.#couriers = couriers;
    this.#options = options;
    this.#end = end;
    this.#audience = new Audience(couriers, systemClock, closing);
    this.#audience.onDrop = (name, why) => void this.#owing.push(this.#owe(name, why));
  }

  /** Opens those whose environments fit; one that cannot be is said, and the run goes on without it. */
  static async open(config: Config | undefined, options: CouriersOptions): Promise<Couriers> {
    const http = createHttp();
    const all = { ...options, say: cleaned(options), http };
    for (const [name, problems] of Object.entries(config?.unusable ?? {}))
      if (name.startsWith('sinks.')) all.say(`Not telling ${name.slice('sinks.'.length)} of this run: ${problems.map(({ message }) => message).join(' ')}`);
    const settings = (config?.sinks ?? []).filter((sink) => hears(sink, options.environment ?? 'local'));
    const couriers = await Promise.all(settings.map((setting) => openInTime(setting, all)));
    return new Couriers(
      couriers.flatMap((courier) => courier ?? []),
      all,
      async () => http[Symbol.asyncDispose](),
    );
  }

  /** What the run tells; it takes everything at once. */
  readonly sink: Sink = {
    name: 'sinks',
    receive: (event) => {
      if (event.kind === 'run.started') this.#begin(event.run);
      this.#audience.tell(event);
    },
  };

  #begin(run: string): void {
    this.#run = run;
    if (this.#couriers.length > 0) this.#claim = this.claim(run);
  }

  /** Gives them their time, keeps what is not delivered, and says so. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#audience[Symbol.asyncDispose]();
    // One that was not even asked to close, because it was still at an earlier event, sends no more either.
    for (const courier of this.#couriers) void stopNow(courier);
    using deadline = systemClock.deadline(noting);
    await orAbort(deadline.signal, () => this.#settleAll()).catch(() => undefined);
    await this.#end();
    (await this.#claim)?.[Symbol.dispose]();
  }

  async #settleAll(): Promise<void> {
    await Promise.all(this.#owing);
    for (const { name } of this.#couriers) await this.#settle(name);
  }

  async #settle(name: string): Promise<void> {
    const deliveries = this.#deliveries(name);
    const delivery = await deliveries?.read();
    if (delivery === undefined || delivery.state === 'delivered') return;
    const why = delivery.state === 'undelivered' ? delivery.why : `not done within ${showMs(closing)} of the end`;
    if (delivery.state === 'open') await deliveries?.write({ ...delivery, state: 'undelivered', why });
    this.#options.say(`Not delivered to ${name} so far: ${why}. The next run sends it, or now: firedrill report --resend ${this.#run}`);
  }

  /** One that threw, or was left behind, hears no more of this run; the next start delivers all of it. */
  async #owe(name: string, why: string): Promise<void> {
    const deliveries = this.#deliveries(name);
    await deliveries?.write({ ...(await deliveries.read()), state: 'undelivered', why });
  }

  #deliveries(name: string): ReturnType<typeof deliveriesIn> | undefined {
    return this.#run === undefined ? undefined : deliveriesIn(join(this.#options.runs, this.#run), name, secretsRedactor(this.#options.secrets));
  }
}

const cleaned = ({ say, secrets }: CouriersOptions): ((line: string) => void) => {
  const clean = secretsRedactor(secrets);
  return (line) => say(clean(line));
};

const stopNow = async (courier: Courier): Promise<void> => courier.close?.(AbortSignal.abort())?.catch(() => undefined);
