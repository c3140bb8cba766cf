import type { Event, RunStarted } from '../../domain/events.ts';
import { reason } from '../../domain/reason.ts';
import { secretsRedactor } from '../../domain/redact.ts';
import { ms } from '../../domain/units.ts';
import type { Courier, SinkPorts } from '../../ports/sink.ts';
import { runningMessage } from '../../report/slack/running.ts';
import { beginView, takeEvent, viewOf, viewSoFar, type RunView } from '../../report/view.ts';
import { connect } from './api.ts';
import { deliverEnd } from './deliver.ts';
import { Desk } from './desk.ts';
import { Handle } from './handle.ts';
import type { AppSettings } from './kind.ts';
import { SlackTrouble } from './trouble.ts';

/** What changes the message: not samples, of which there are thousands. */
const telling: ReadonlySet<Event['kind']> = new Set<Event['kind']>([
  'run.started',
  'phase.entered',
  'fault.present',
  'fault.vanished',
  'fault.failed',
  'fault.refused',
  'fault.restored',
  'fault.left',
  'run.halted',
  'run.restored',
  'run.finished',
]);

/** A run that is refused at once is one message, not one that has to wait for its edit. */
const first = ms(1000);
const pause = ms(1000);

interface Failed {
  readonly why: string;
  /** Whether it may go another time. */
  readonly mayPass: boolean;
}

/** Keeps one message a run up to date through the Web API. Takes everything at once and speaks in the background: a dead Slack costs the run nothing. */
export class AppCourier implements Courier {
  readonly name: string;
  readonly #settings: AppSettings;
  readonly #ports: SinkPorts;
  readonly #redact: (text: string) => string;
  readonly #stop = new AbortController();
  /** The run is over: nobody waits for a turn with anything but the end. */
  readonly #hurry = new AbortController();
  readonly #seen = beginView();
  #desk: Desk | undefined;
  #shown: string | undefined;
  #more = false;
  #working: Promise<void> | undefined;

  constructor(settings: AppSettings, ports: SinkPorts) {
    this.name = ports.name;
    this.#settings = settings;
    this.#ports = ports;
    this.#redact = secretsRedactor([settings.token]);
  }

  receive(event: Event): void {
    takeEvent(this.#seen, event);
    const { started } = this.#seen;
    if (!telling.has(event.kind) || started === undefined || this.#stop.signal.aborted) return;
    if (event.kind === 'run.finished') this.#hurry.abort();
    this.#more = true;
    this.#working ??= this.#work(started);
  }

  /** What fails is noted, and tried again with the next thing to tell; after the end there is none, so the end is tried as long as it may take. */
  async #work(started: RunStarted): Promise<void> {
    for (let ends = 0; this.#more && !this.#stop.signal.aborted;) {
      this.#more = false;
      const desk = (this.#desk ??= this.#open(started, Handle.fresh(this.#ports.deliveries(started.run)), this.#stop.signal));
      const failed = await this.#told(desk, () => this.#tell(desk));
      if (failed === undefined || !failed.mayPass || !this.#hurry.signal.aborted || (ends += 1) > 3) continue;
      await this.#ports.clock.sleep(pause, this.#stop.signal);
      this.#more = true;
    }
    this.#working = undefined;
  }

  /** The state of now, not that of when its turn was asked for. */
  async #tell(desk: Desk): Promise<'open' | 'delivered'> {
    if (this.#shown === undefined) await this.#ports.clock.sleep(first, AbortSignal.any([this.#hurry.signal, this.#stop.signal]));
    await desk.turn(this.#hurry.signal);
    this.#more = false; // what came while it waited is told now
    const view = viewSoFar(this.#seen);
    if (view === undefined || this.#stop.signal.aborted) return 'open';
    return this.#hurry.signal.aborted ? this.#end(desk, view, 1, this.#stop.signal) : this.#show(desk, view);
  }

  /** Notes what came of it, and gives what failed. */
  async #told(desk: Desk, tell: () => Promise<'open' | 'delivered'>): Promise<Failed | undefined> {
    try {
      await desk.handle.note({ state: 'open' });
      await desk.handle.note({ state: await tell() });
      return undefined;
    } catch (error) {
      const why = this.#redact(reason(error));
      await desk.handle.note({ state: 'undelivered', why });
      return { why, mayPass: !(error instanceof SlackTrouble && error.trouble.kind === 'refused') };
    }
  }

  async #show(desk: Desk, view: RunView): Promise<'open'> {
    const message = runningMessage(view, this.#settings.said);
    const text = JSON.stringify(message);
    if (text === this.#shown) return 'open';
    const { ts, fresh } = await desk.place('run', message);
    if (!fresh) await desk.edit(ts, message);
    this.#shown = text;
    return 'open';
  }

  async #end(desk: Desk, view: RunView, ends: number, signal: AbortSignal): Promise<'delivered'> {
    await deliverEnd(desk, { view, extras: this.#settings.said, ends, signal });
    return 'delivered';
  }

  #open({ run, wall }: RunStarted, handle: Handle, signal: AbortSignal): Desk {
    const { clock } = this.#ports;
    return new Desk({ slack: connect(this.#settings, this.#ports, signal), handle, clock, signal, channel: this.#settings.channel, run, wall });
  }

  async close(signal: AbortSignal): Promise<void> {
    const stop = (): void => this.#stop.abort(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    await this.#working;
    stop();
  }

  async redeliver(record: readonly Event[], _folder: string, signal: AbortSignal): Promise<void> {
    const view = viewOf(record);
    if (view === undefined) throw new Error('the record does not say what was run');
    const ends = record.filter(({ kind }) => kind === 'run.finished').length;
    const desk = this.#open(view.started, await Handle.known(this.#ports.deliveries(view.started.run)), signal);
    const failed = await this.#told(desk, () => this.#end(desk, view, ends, signal));
    if (failed !== undefined) throw new Error(failed.why);
  }
}
