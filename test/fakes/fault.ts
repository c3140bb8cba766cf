import type { JsonObject } from '../../src/domain/json.ts';
import type { Applied, Observation, Refusal, Restored, TargetShare } from '../../src/domain/plan.ts';
import type { InjectionId, Injector } from '../../src/ports/injector.ts';

/** A fault of one type in a target that is a set of names; every act can be replaced by a test. */
export class FakeFault implements Injector {
  readonly type: string;
  /** Injections that are in place, by their number. */
  readonly inPlace = new Set<number>();
  readonly renewed: number[] = [];
  hits: number | undefined;
  onPreflight: (signal: AbortSignal) => Promise<readonly Refusal[]> = async () => [];
  onShare: () => Promise<TargetShare | undefined> = async () => undefined;
  onPrepare: (id: InjectionId, signal: AbortSignal) => Promise<void> = async () => undefined;
  /** Instead of putting it in. */
  onApply: (n: number, signal: AbortSignal) => Promise<Applied> = async (n) => this.put(n);
  /** Instead of looking. */
  onObserve: (n: number, signal: AbortSignal) => Promise<Observation> = async (n) => this.look(n);
  /** Instead of taking it out. */
  onRestore: (n: number, signal: AbortSignal) => Promise<Restored> = async (n) => this.take(n);
  onRenew: (n: number, signal: AbortSignal) => Promise<void> = async () => undefined;
  readonly #log: (act: string) => void;
  readonly #now: () => number;

  /** @param log told of every act on the target: `apply slow 1`. */
  constructor(type: string, log: (act: string) => void = () => undefined, now: () => number = () => 0) {
    this.type = type;
    this.#log = log;
    this.#now = now;
  }

  put(n: number): Applied {
    this.inPlace.add(n);
    return { kind: 'applied' };
  }

  look(n: number): Observation {
    const presence = this.inPlace.has(n) ? 'present' : 'absent';
    return this.hits === undefined ? { presence } : { presence, hits: this.hits };
  }

  take(n: number): Restored {
    this.inPlace.delete(n);
    return { kind: 'restored' };
  }

  preflight(_spec: JsonObject, signal: AbortSignal): Promise<readonly Refusal[]> {
    return this.onPreflight(signal);
  }

  share(): Promise<TargetShare | undefined> {
    return this.onShare();
  }

  async prepare(_spec: JsonObject, id: InjectionId, signal: AbortSignal): Promise<{ targets: string[]; undo: JsonObject; manual: string }> {
    await this.onPrepare(id, signal);
    return { targets: [`target of ${this.type}`], undo: { n: id.n }, manual: `undo ${this.type} ${id.n}` };
  }

  apply(_spec: JsonObject, undo: JsonObject, signal: AbortSignal): Promise<Applied> {
    this.#log(`apply ${this.type} ${numberOf(undo)}`);
    return this.onApply(numberOf(undo), signal);
  }

  observe(undo: JsonObject, signal: AbortSignal): Promise<Observation> {
    return this.onObserve(numberOf(undo), signal);
  }

  renew(undo: JsonObject, signal: AbortSignal): Promise<void> {
    this.renewed.push(this.#now());
    return this.onRenew(numberOf(undo), signal);
  }

  restore(undo: JsonObject, signal: AbortSignal): Promise<Restored> {
    this.#log(`restore ${this.type} ${numberOf(undo)}`);
    return this.onRestore(numberOf(undo), signal);
  }
}

const numberOf = (undo: JsonObject): number => Number(undo['n']);
