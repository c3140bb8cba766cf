import { reason } from '../../domain/reason.ts';
import { secretsRedactor } from '../../domain/redact.ts';
import type { RunStarted } from '../../domain/events.ts';
import type { SinkPorts } from '../../ports/sink.ts';
import { runningMessage } from '../../report/slack/running.ts';
import type { RunView } from '../../report/view.ts';
import { connect } from './api.ts';
import { deliverEnd } from './deliver.ts';
import { Desk } from './desk.ts';
import type { Handle } from './handle.ts';
import { withFindings } from './with-findings.ts';
import type { AppSettings } from './kind.ts';
import { SlackTrouble } from './trouble.ts';

interface Failed {
  readonly why: string;
  /** Whether it may go another time. */
  readonly mayPass: boolean;
}

interface TellingOptions {
  readonly settings: AppSettings;
  readonly ports: SinkPorts;
  readonly started: RunStarted;
  readonly handle: Handle;
  readonly signal: AbortSignal;
}

/** Tells one run at its desk, and notes what came of it. */
export class Telling {
  readonly desk: Desk;
  readonly #options: TellingOptions;
  readonly #redact: (text: string) => string;
  #shown: string | undefined;

  constructor(options: TellingOptions) {
    const { settings, ports, started, handle, signal } = options;
    const slack = connect(settings, ports, signal);
    this.#options = options;
    this.#redact = secretsRedactor([settings.token]);
    this.desk = new Desk({ slack, handle, clock: ports.clock, signal, channel: settings.channel, run: started.run, wall: started.wall });
  }

  /** Nothing of it is shown yet. */
  get isUnseen(): boolean {
    return this.#shown === undefined;
  }

  /** The run as it is now; nothing where that is what stands there already. */
  async show(view: RunView): Promise<'open'> {
    const message = runningMessage(view, this.#options.settings.said);
    const text = JSON.stringify(message);
    if (text === this.#shown) return 'open';
    const { ts, fresh } = await this.desk.place('run', message);
    if (!fresh) await this.desk.edit(ts, message);
    this.#shown = text;
    return 'open';
  }

  async end(view: RunView, ends: number): Promise<'delivered'> {
    const { settings, ports, signal } = this.#options;
    await deliverEnd(this.desk, { view, extras: await withFindings(settings.said, view, ports), ends, signal });
    return 'delivered';
  }

  /** Notes what came of an attempt, and gives what failed, without a credential. */
  async noted(attempt: () => Promise<'open' | 'delivered'>): Promise<Failed | undefined> {
    const { handle } = this.#options;
    try {
      await handle.note({ state: 'open' });
      await handle.note({ state: await attempt() });
      return undefined;
    } catch (error) {
      const why = this.#redact(reason(error));
      await handle.note({ state: 'undelivered', why });
      return { why, mayPass: !(error instanceof SlackTrouble && error.trouble.kind === 'refused') };
    }
  }
}
