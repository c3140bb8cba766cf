/** A courier of ours against the fake workspace, in one process and on a clock that a test owns. */
import type { Event } from '../../../src/domain/events.ts';
import type { Deliveries, Delivery, SinkPorts } from '../../../src/ports/sink.ts';
import { AppCourier } from '../../../src/sinks/slack/courier.ts';
import type { AppSettings } from '../../../src/sinks/slack/kind.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakeSlack } from '../../fakes/slack/slack.ts';

export const token = 'xoxb-canary-token';

/** Notes that outlive a courier, as files would. */
class FakeDeliveries implements Deliveries {
  last: Delivery | undefined;
  read(): Promise<Delivery | undefined> {
    return Promise.resolve(this.last);
  }
  write(delivery: Delivery): Promise<void> {
    this.last = structuredClone(delivery);
    return Promise.resolve();
  }
}

export class Rig {
  readonly slack = new FakeSlack();
  readonly clock = new FakeClock();
  readonly notes = new FakeDeliveries();
  /** What the memory says of findings. */
  findings: string | undefined;
  readonly settings: AppSettings;

  constructor(settings: Partial<AppSettings['said']> = {}) {
    this.settings = { kind: 'app', token, channel: 'C0DRILLS', api: 'http://slack.test/api/', said: settings };
  }

  get ports(): SinkPorts {
    const { clock, slack, notes } = this;
    return {
      name: 'team',
      clock,
      http: slack.http,
      env: () => undefined,
      deliveries: () => notes,
      findings: async ({ run }) => this.findings?.replace('RUN', run),
      appendFile: () => Promise.resolve(),
    };
  }

  /** A courier as a new process opens it. */
  open(): AppCourier {
    return new AppCourier(this.settings, this.ports);
  }

  /** Tells events at their times, and lets the clock run between them. */
  async tell(courier: AppCourier, events: readonly Event[]): Promise<void> {
    for (const event of events) {
      if (event.at > this.clock.now()) await this.clock.advance(event.at - this.clock.now());
      courier.receive(event);
    }
    await this.clock.advance(0);
  }

  /** Moves time until it settles; what is drawn takes real time meanwhile. */
  async until<T>(promise: Promise<T>): Promise<T> {
    const settled = new AbortController();
    const settle = (): void => settled.abort();
    promise.then(settle, settle);
    while (!settled.signal.aborted) await this.clock.advance(100);
    return promise;
  }

  async close(courier: AppCourier, time = 5000): Promise<void> {
    const stop = new AbortController();
    void this.clock.sleep(time as never).then(() => stop.abort());
    await this.until(courier.close(stop.signal));
  }

  redeliver(record: readonly Event[], courier = this.open()): Promise<void> {
    return this.until(courier.redeliver(record, '/nowhere', new AbortController().signal));
  }

  /** The words of every message: `run: ✔ Held…`, those of the thread by their part. */
  get stands(): readonly string[] {
    return this.slack.messages.map(({ metadata, text, files, broadcast }) => {
      if (files !== undefined) return `chart ${files.map(({ name }) => name).join(' ')}`;
      return `${String(metadata?.event_payload['part'])}${broadcast === true ? ' to all' : ''}: ${text}`;
    });
  }
}
