import { join } from 'node:path';
import { conclude } from '../domain/analysis/conclude.ts';
import { fold } from '../domain/analysis/fold.ts';
import { begin, type Analysis } from '../domain/analysis/state.ts';
import type { Event, Unstamped } from '../domain/events.ts';
import type { Verdict } from '../domain/verdict.ts';
import { ms, type Ms } from '../domain/units.ts';
import { isOwn, type UndoLine, type UndoState, type Who } from '../domain/undo.ts';
import type { Clock } from '../ports/clock.ts';
import type { Restorer, RestoreResult } from '../ports/record.ts';
import { EventLog } from './event-log.ts';
import { readEvents } from './folder.ts';
import { KnownUndo } from './known-undo.ts';

export interface ReplayPorts {
  readonly clock: Clock;
  readonly restorer: Restorer;
  /** Told of every event as it is written. */
  tell?(event: Event): void;
}

/** What a process that minded the run knows beside its files. */
export interface Witnessed {
  /** The run's own time, where it is known to be later than the last thing it recorded. */
  readonly since?: Ms;
  /** The lines of the undo record as the runner told them; empty unless said. */
  readonly told?: readonly UndoLine[];
}

/** A run's record taken up again by another process: what is pending is restored, and what became of it is added to the events. */
export class Replay implements AsyncDisposable {
  readonly #folder: string;
  readonly #by: Who;
  readonly #ports: ReplayPorts;
  readonly #undo: KnownUndo;
  /** None where the disk hangs: not even its restorer's end may wait for that. */
  readonly #log: EventLog | undefined;
  readonly #zero: Ms;
  readonly #analysis: Analysis;
  /** Whether the record ends as one should; whatever is added to it has to be concluded again. */
  finished: boolean;

  private constructor(folder: string, by: Who, ports: ReplayPorts, undo: KnownUndo, events: readonly Event[], since: Ms) {
    this.#folder = folder;
    this.#by = by;
    this.#ports = ports;
    this.#undo = undo;
    this.#log = undo.hangs ? undefined : new EventLog(join(folder, 'events.ndjson'), true);
    this.#zero = ms(ports.clock.now() - since);
    this.#analysis = events.reduce(fold, begin());
    this.finished = events.at(-1)?.kind === 'run.finished';
  }

  /** Takes up a run by its files, and by what else is known of it. */
  static async open(folder: string, by: Who, ports: ReplayPorts, { since, told = [] }: Witnessed = {}): Promise<Replay> {
    const undo = await KnownUndo.open(folder, told, ports.clock);
    const events = undo.hangs ? [] : await readEvents(folder).catch(() => []);
    return new Replay(folder, by, ports, undo, events, ms(Math.max(since ?? 0, events.at(-1)?.at ?? 0)));
  }

  /** Why the undo record could not be read, where what was told of it stood in. */
  get lost(): string | undefined {
    return this.#undo.lost;
  }

  emit(happening: Unstamped): void {
    const event: Event = { ...happening, at: ms(this.#ports.clock.now() - this.#zero) };
    fold(this.#analysis, event);
    this.finished = event.kind === 'run.finished';
    this.#log?.append(event);
    this.#ports.tell?.(event);
  }

  /**
   * Restores all that is pending; empty where nothing was; writes nothing into a record that is whole. Of a record that is lost, what is left is written anew.
   * Throws where the undo record is damaged or gone, and nothing was told of it.
   */
  async restore(): Promise<readonly RestoreResult[]> {
    const results = await this.#restore(await this.#undo.state());
    await this.#undo.keep(results.some(({ result }) => result.kind === 'left'));
    return results;
  }

  #restore(state: UndoState): Promise<readonly RestoreResult[]> {
    this.#mend(state);
    const { header, pending, entries } = state;
    return this.#ports.restorer.restore(pending, {
      by: this.#by,
      budget: header.budget,
      programs: entries.filter(isOwn),
      mark: (line) => this.#undo.write(line),
      began: ({ fault, n }) => this.emit({ kind: 'fault.restoring', fault, n }),
      ended: ({ entry: { fault, n }, result, took }) => {
        if (result.kind === 'left') this.emit({ kind: 'fault.left', fault, n, by: this.#by, left: result.left });
        else this.emit({ kind: 'fault.restored', fault, n, took, by: this.#by, ...(result.note === undefined ? {} : { note: result.note }) });
      },
    });
  }

  /** Events are buffered and die with their process, the undo record does not: what only the latter knows is told again. */
  #mend({ entries, refused, ends }: UndoState): void {
    for (const { n, refusals } of refused) {
      const known = this.#analysis.injections.get(n);
      if (known?.prepared === true && known.refused === undefined) this.emit({ kind: 'fault.refused', fault: known.fault, n, refusals });
    }
    for (const { n, fault, targets } of entries.filter((entry) => !isOwn(entry))) {
      const known = this.#analysis.injections.get(n);
      if (known?.prepared !== true) this.emit({ kind: 'fault.prepared', fault, n, targets });
      const end = ends.find((one) => one.n === n);
      const untold = known?.end === undefined || known.end.kind === 'left';
      if (end === undefined || !untold) continue;
      if (end.kind === 'forgotten') this.emit({ kind: 'fault.forgotten', fault, n, reason: end.reason });
      else this.emit({ kind: 'fault.restored', fault, n, took: ms(0), by: end.by, note: end.note ?? 'as the undo record says' });
    }
  }

  /** Reaches the verdict on all that is recorded, from memory: it is right even where the disk took no more. */
  finish(run: string): Verdict {
    const verdict = conclude(this.#analysis);
    this.emit({ kind: 'verdict.reached', verdict });
    const { outcome, exitCode } = verdict;
    this.emit({ kind: 'run.finished', run, outcome, exitCode, wall: this.#ports.clock.wall(), folder: this.#folder, by: this.#by });
    return verdict;
  }

  /** Lets a fault go whose target is gone for good: nobody looks for it any more, and nobody says that it is gone. Returns false where nothing of that name is pending. */
  async forget(fault: string, reason: string): Promise<boolean> {
    const found = (await this.#undo.state()).pending.filter((entry) => entry.fault === fault);
    for (const { n } of found) {
      await this.#undo.write({ kind: 'forgotten', n, reason });
      this.emit({ kind: 'fault.forgotten', fault, n, reason });
    }
    return found.length > 0;
  }

  /** Waits until everything emitted is on disk, as far as the disk takes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#log?.[Symbol.asyncDispose]();
    await this.#undo[Symbol.asyncDispose]();
  }
}
