import { join } from 'node:path';
import type { Event, Unstamped } from '../domain/events.ts';
import { ms, type Ms } from '../domain/units.ts';
import type { Who } from '../domain/undo.ts';
import type { Clock } from '../ports/clock.ts';
import type { Restorer, RestoreResult } from '../ports/record.ts';
import { EventLog } from './event-log.ts';
import { readEvents } from './folder.ts';
import { loadUndo, UndoLog } from './undo-log.ts';

export interface ReplayPorts {
  readonly clock: Clock;
  readonly restorer: Restorer;
  /** Told of every event as it is written. */
  tell?(event: Event): void;
}

/** A run's record taken up again by another process: what is pending is restored, and what became of it is added to the events. */
export class Replay implements AsyncDisposable {
  readonly #folder: string;
  readonly #by: Who;
  readonly #ports: ReplayPorts;
  readonly #undo: UndoLog;
  readonly #log: EventLog;
  readonly #zero: Ms;

  private constructor(folder: string, by: Who, ports: ReplayPorts, undo: UndoLog, since: Ms) {
    this.#folder = folder;
    this.#by = by;
    this.#ports = ports;
    this.#undo = undo;
    this.#log = new EventLog(join(folder, 'events.ndjson'), true);
    this.#zero = ms(ports.clock.now() - since);
  }

  /** Takes up a run; its time goes on from the last thing it recorded, or from `since` where that is known better. */
  static async open(folder: string, by: Who, ports: ReplayPorts, since?: Ms): Promise<Replay> {
    const last = since ?? (await readEvents(folder).catch(() => [])).at(-1)?.at ?? ms(0);
    return new Replay(folder, by, ports, await UndoLog.open(folder), last);
  }

  emit(happening: Unstamped): void {
    const event: Event = { ...happening, at: ms(this.#ports.clock.now() - this.#zero) };
    this.#log.append(event);
    this.#ports.tell?.(event);
  }

  /** Restores all that is pending; empty where nothing was. Throws where the undo record is damaged. */
  async restore(): Promise<readonly RestoreResult[]> {
    const { header, pending } = await loadUndo(this.#folder);
    return await this.#ports.restorer.restore(pending, {
      by: this.#by,
      budget: header.budget,
      mark: (line) => this.#undo.write(line),
      began: ({ fault, n }) => this.emit({ kind: 'fault.restoring', fault, n }),
      ended: ({ entry: { fault, n }, result, took }) => {
        if (result.kind === 'left') this.emit({ kind: 'fault.left', fault, n, by: this.#by, left: result.left });
        else this.emit({ kind: 'fault.restored', fault, n, took, by: this.#by, ...(result.note === undefined ? {} : { note: result.note }) });
      },
    });
  }

  /** Lets a fault go whose target is gone for good. Returns false where nothing of that name is pending. */
  async forget(fault: string, reason: string): Promise<boolean> {
    const found = (await loadUndo(this.#folder)).pending.filter((entry) => entry.fault === fault);
    for (const { n } of found) {
      await this.#undo.write({ kind: 'forgotten', n, reason });
      this.emit({ kind: 'fault.restored', fault, n, took: ms(0), by: this.#by, note: `let go: ${reason}` });
    }
    return found.length > 0;
  }

  /** Waits until everything emitted is on disk, as far as the disk takes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#log[Symbol.asyncDispose]();
    await this.#undo[Symbol.asyncDispose]();
  }
}
