import type { Event, RunStarted } from '../../domain/events.ts';
import { ms } from '../../domain/units.ts';
import type { Courier, SinkPorts } from '../../ports/sink.ts';
import { beginView, takeEvent, viewOf, viewSoFar } from '../../report/view.ts';
import { Handle } from './handle.ts';
import type { AppSettings } from './kind.ts';
import { Telling } from './telling.ts';

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

/** Keeps one message a run up to date through the Web API. Takes everything at once and speaks in the background: a dead Slack costs the run nothing. */
export class AppCourier implements Courier {
  readonly name: string;
  readonly #settings: AppSettings;
  readonly #ports: SinkPorts;
  readonly #stop = new AbortController();
  /** The run is over: nobody waits for a turn with anything but the end. */
  readonly #hurry = new AbortController();
  readonly #seen = beginView();
  #run: Telling | undefined;
  #more = false;
  #working: Promise<void> | undefined;

  constructor(settings: AppSettings, ports: SinkPorts) {
    this.name = ports.name;
    this.#settings = settings;
    this.#ports = ports;
  }

  receive(event: Event): void {
    takeEvent(this.#seen, event);
    const { started } = this.#seen;
    if (!telling.has(event.kind) || started === undefined || this.#stop.signal.aborted) return;
    if (event.kind === 'run.finished') this.#hurry.abort();
    this.#run ??= this.#open(started, Handle.fresh(this.#ports.deliveries(started.run)), this.#stop.signal);
    this.#more = true;
    this.#working ??= this.#work(this.#run);
  }

  /** What fails is noted, and tried again with the next thing to tell; after the end there is none, so the end is tried as long as it may take. */
  async #work(run: Telling): Promise<void> {
    for (let ends = 0; this.#more && !this.#stop.signal.aborted;) {
      this.#more = false;
      const failed = await run.noted(() => this.#tell(run));
      if (failed === undefined || !failed.mayPass || !this.#hurry.signal.aborted || (ends += 1) > 3) continue;
      await this.#ports.clock.sleep(pause, this.#stop.signal);
      this.#more = true;
    }
    this.#working = undefined;
  }

  /** The state of now, not that of when its turn was asked for. */
  async #tell(run: Telling): Promise<'open' | 'delivered'> {
    if (run.isUnseen) await this.#ports.clock.sleep(first, AbortSignal.any([this.#hurry.signal, this.#stop.signal]));
    await run.desk.turn(this.#hurry.signal);
    this.#more = false; // what came while it waited is told now
    const view = viewSoFar(this.#seen);
    if (view === undefined || this.#stop.signal.aborted) return 'open';
    return this.#hurry.signal.aborted ? run.end(view, 1) : run.show(view);
  }

  #open(started: RunStarted, handle: Handle, signal: AbortSignal): Telling {
    return new Telling({ settings: this.#settings, ports: this.#ports, started, handle, signal });
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
    const run = this.#open(view.started, await Handle.known(this.#ports.deliveries(view.started.run)), signal);
    const failed = await run.noted(() => run.end(view, ends));
    if (failed !== undefined) throw new Error(failed.why);
  }
}
