import type { UndoHeader } from '../domain/undo.ts';
import type { Guardian, GuardianOptions, Guardians } from '../ports/guardian.ts';
import type { RunRecord } from '../ports/record.ts';

/** The guardian of one run: on its way as soon as there is a record, met in preflight, sent home when disposed. */
export class Guard implements AsyncDisposable {
  readonly #guardians: Guardians;
  #coming: Promise<Guardian> = Promise.reject(new Error('nobody has hired one'));

  constructor(guardians: Guardians) {
    this.#guardians = guardians;
    this.#coming.catch(() => undefined);
  }

  /** Starts it without waiting; from here on a runner that ends without a goodbye is finished by it. The header is the first that it is told. */
  hire(options: GuardianOptions, header: UndoHeader): void {
    this.#coming = this.#guardians.start(options).then((guardian) => {
      guardian.undo(header);
      return guardian;
    });
    this.#coming.catch(() => undefined);
  }

  /** The record with the guardian as its second witness: it has every line in its memory before the disk has it, and so before any act. */
  witness(record: RunRecord): Pick<RunRecord, 'run' | 'undo'> {
    return {
      run: record.run,
      undo: async (line) => {
        const guardian = await this.#coming;
        guardian.undo(line);
        await record.undo(line);
      },
    };
  }

  /** Resolves once it is ready to act; rejects where it cannot be started, and then nothing may be injected. */
  ready(): Promise<Guardian> {
    return this.#coming;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const guardian = await this.#coming.catch(() => undefined);
    await guardian?.dismiss();
  }
}
