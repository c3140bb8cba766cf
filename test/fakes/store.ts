import type { FindingEdit } from '../../src/domain/memory/edit.ts';
import type { RunSummary } from '../../src/domain/memory/run-summary.ts';
import { dueOf, type SlotId, type SlotStep } from '../../src/domain/memory/step.ts';
import type { RunQuery, Store } from '../../src/ports/store.ts';

/** A memory that forgets with its process. */
export class FakeStore implements Store {
  readonly where = 'memory';
  readonly #runs = new Map<string, RunSummary>();
  readonly #said = new Map<string, FindingEdit>();
  readonly #steps: SlotStep[] = [];

  async put(run: RunSummary): Promise<void> {
    // Of a record that grows, the longer reading stays.
    if ((run.recorded ?? 0) >= (this.#runs.get(run.run)?.recorded ?? 0)) this.#runs.set(run.run, run);
  }

  async known(runs: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return new Map(runs.flatMap((run) => (this.#runs.has(run) ? [[run, this.#runs.get(run)?.recorded ?? 0] as const] : [])));
  }

  async runs({ experiment, since, limit }: RunQuery): Promise<readonly RunSummary[]> {
    const fitting = [...this.#runs.values()].filter(
      (run) => (experiment === undefined || run.experiment === experiment) && (since === undefined || run.started >= since),
    );
    return fitting.toSorted((a, b) => compare(b.started, a.started) || compare(b.run, a.run)).slice(0, limit);
  }

  async say(edit: FindingEdit): Promise<void> {
    this.#said.set(JSON.stringify(edit), edit);
  }

  async said(): Promise<readonly FindingEdit[]> {
    return [...this.#said.values()];
  }

  async claim(slot: SlotId, at: number, by: string): Promise<boolean> {
    const taken = this.#steps.some((step) => step.kind === 'claimed' && step.schedule === slot.schedule && step.job === slot.job && step.slot === slot.slot);
    if (!taken) this.#steps.push({ kind: 'claimed', schedule: slot.schedule, job: slot.job, slot: slot.slot, at, by });
    return !taken;
  }

  async step(step: SlotStep): Promise<void> {
    this.#steps.push(step);
  }

  async steps(schedule: string, since: string): Promise<readonly SlotStep[]> {
    return this.#steps.filter((step) => step.schedule === schedule && dueOf(step) >= since);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
