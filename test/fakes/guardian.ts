import type { UndoLine } from '../../src/domain/undo.ts';
import type { Guardian, GuardianOptions, Guardians } from '../../src/ports/guardian.ts';

/** A guardian that writes down what it is told, and dies when a test says so. */
export class FakeGuardians implements Guardians {
  readonly said: string[] = [];
  /** The undo lines that it has in its memory. */
  readonly told: UndoLine[] = [];
  hired: GuardianOptions | undefined;
  /** Why it cannot be started. */
  refuses: string | undefined;
  readonly #lost = new AbortController();

  async start(options: GuardianOptions): Promise<Guardian> {
    this.hired = options;
    if (this.refuses !== undefined) throw new Error(this.refuses);
    return {
      pid: 200,
      lost: this.#lost.signal,
      undo: (line) => void this.told.push(line),
      armed: () => void this.said.push('armed'),
      restoring: () => void this.said.push('restoring'),
      dismiss: async () => void this.said.push('goodbye'),
    };
  }

  die(why: string): void {
    this.#lost.abort(why);
  }
}
