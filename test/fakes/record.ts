import type { Event } from '../../src/domain/events.ts';
import type { UndoHeader, UndoLine } from '../../src/domain/undo.ts';
import type { Records, RunRecord } from '../../src/ports/record.ts';

/** Records in memory; a test may refuse undo lines, break the event log, and look on. */
export class FakeRecords implements Records {
  readonly undo: UndoLine[] = [];
  readonly events: Event[] = [];
  closed = false;
  /** Told of every event as it is recorded. */
  onEvent: (event: Event) => void = () => undefined;
  /** Asked before every undo line is on disk: rejects as a full disk does, or takes its time. */
  beforeUndo: (line: UndoLine) => Promise<void> = async () => undefined;
  readonly #broken = new AbortController();

  async open(about: Parameters<Records['open']>[0]): Promise<RunRecord> {
    const header: UndoHeader = { kind: 'run', schemaVersion: 1, run: 'fake01', ...about };
    this.undo.push(header);
    return {
      run: 'fake01',
      folder: '/records/fake01',
      header,
      undo: async (line) => {
        await this.beforeUndo(line);
        this.undo.push(line);
      },
      append: (event) => {
        this.events.push(event);
        this.onEvent(event);
      },
      flushed: async () => undefined,
      broken: this.#broken.signal,
      [Symbol.asyncDispose]: async () => {
        this.closed = true;
      },
    };
  }

  /** From here on no event can be written. */
  break(why: string): void {
    this.#broken.abort(new Error(why));
  }
}
