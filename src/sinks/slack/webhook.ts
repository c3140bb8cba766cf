import type { Event } from '../../domain/events.ts';
import { reason } from '../../domain/reason.ts';
import { secretsRedactor } from '../../domain/redact.ts';
import type { Courier, SinkPorts } from '../../ports/sink.ts';
import { verdictMessage } from '../../report/slack/verdict.ts';
import { beginView, takeEvent, viewOf, viewSoFar, type RunView } from '../../report/view.ts';
import { Handle } from './handle.ts';
import { sendToHook } from './hook.ts';
import { insistOnce } from './insist.ts';
import type { WebhookSettings } from './kind.ts';
import { SlackTrouble } from './trouble.ts';
import { withFindings } from './with-findings.ts';

/** Posts the verdict when a run ends, through an incoming webhook: no edits, no thread, no chart, and nobody can look whether a post arrived. */
export class WebhookCourier implements Courier {
  readonly name: string;
  readonly #settings: WebhookSettings;
  readonly #ports: SinkPorts;
  readonly #redact: (text: string) => string;
  readonly #stop = new AbortController();
  readonly #seen = beginView();
  #working: Promise<void> = Promise.resolve();

  constructor(settings: WebhookSettings, ports: SinkPorts) {
    this.name = ports.name;
    this.#settings = settings;
    this.#ports = ports;
    this.#redact = secretsRedactor([settings.webhook]);
  }

  receive(event: Event): void {
    takeEvent(this.#seen, event);
    if (event.kind === 'run.started') this.#working = Handle.fresh(this.#ports.deliveries(event.run)).note({ state: 'open' });
    const view = event.kind === 'run.finished' ? viewSoFar(this.#seen) : undefined;
    if (view === undefined) return;
    const handle = Handle.fresh(this.#ports.deliveries(view.started.run));
    this.#working = this.#working.then(() => this.#tell(view, handle, 1, this.#stop.signal)).catch(() => undefined);
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
    await this.#tell(view, await Handle.known(this.#ports.deliveries(view.started.run)), ends, signal);
  }

  async #tell(view: RunView, handle: Handle, ends: number, signal: AbortSignal): Promise<void> {
    const part = ends > 1 ? `end-${ends}` : 'end';
    try {
      if (handle.part(part)?.state === 'unclear')
        throw new Error('Slack did not say whether the message arrived, and a webhook cannot look: it is not sent again');
      if (handle.part(part) === undefined) await this.#post(view, handle, part, signal);
      await handle.note({ state: 'delivered' });
    } catch (error) {
      const why = this.#redact(reason(error));
      await handle.note({ state: 'undelivered', why });
      // oxlint-disable-next-line preserve-caught-error -- the cause may hold what the sentence must not say
      throw new Error(why);
    }
  }

  async #post(view: RunView, handle: Handle, part: string, signal: AbortSignal): Promise<void> {
    const body = JSON.stringify(verdictMessage(view, await withFindings(this.#settings.said, view, this.#ports)));
    await handle.set(part, { state: 'unclear' });
    try {
      await insistOnce(() => sendToHook(this.#settings.webhook, body, this.#ports, signal), { clock: this.#ports.clock, signal });
    } catch (error) {
      if (error instanceof SlackTrouble && error.trouble.kind !== 'unclear') await handle.set(part, undefined);
      throw error;
    }
    await handle.set(part, { state: 'sent', ts: part });
  }
}
