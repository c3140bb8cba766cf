import { nothingInjected } from '../domain/analysis/faults.ts';
import type { Refusal } from '../domain/plan.ts';
import { againstFault, Refused } from '../domain/refused.ts';
import { isOwn } from '../domain/undo.ts';
import { ms, type Ms } from '../domain/units.ts';
import type { Injection } from './injection.ts';
import type { Journal } from './journal.ts';
import type { LedgerWatch } from './ledger.ts';
import { contextOf, type Plan, type PlannedFault } from './plan.ts';
import { reason } from '../domain/reason.ts';
import type { Scene } from './scene.ts';
import type { Stage } from './stage.ts';
import type { Watcher } from './watcher.ts';

/** Ends the run early without a halt: a fault that cannot be shown to be there tests nothing. */
export class FaultFailed extends Error {}

/** The faults of a run, in and out; disposed last-in first-out, so whatever road leads out restores before anything else ends. */
export class Faults implements AsyncDisposable {
  readonly #plan: Plan;
  readonly #scene: Scene;
  readonly #watcher: Watcher;
  readonly #stage: Stage;
  readonly #watch: LedgerWatch;
  readonly #over = new AbortController();
  #armed = false;
  #seen = false;
  #leaving = false;
  readonly #tries = new Map<number, number>();

  constructor(plan: Plan, scene: Scene, watcher: Watcher, stage: Stage) {
    this.#plan = plan;
    this.#scene = scene;
    this.#watcher = watcher;
    this.#stage = stage;
    this.#watch = watchFor(stage.journal);
  }

  /** Puts one fault in and sees that it is there. Throws FaultFailed where it does not show; what it may have left is in the ledger. */
  async inject(fault: PlannedFault, signal: AbortSignal): Promise<Injection> {
    const { journal, ledger, world } = this.#stage;
    const { spec, plan } = fault;
    const injector = await world.injector(spec.type, contextOf(this.#plan, spec));
    const intent = { fault: spec.name, type: spec.type, group: plan.group, env: plan.needs.env, spec: spec.spec };
    const injection = await ledger.enter(intent, injector, signal).catch((error: unknown) => this.#unprepared(fault, error, signal));
    const { n, targets } = injection.entry;
    journal.emit({ kind: 'fault.prepared', fault: spec.name, n, targets, ...(spec.for === undefined ? {} : { ends: ms(journal.now() + spec.for) }) });
    if (signal.aborted) return injection;
    this.#arm();
    const applied = await injection.apply(spec.spec, signal);
    if (applied.kind === 'refused') return this.#refused(fault, injection, applied.refusals, signal);
    journal.emit({ kind: 'fault.injected', fault: spec.name, n, ...(applied.kind === 'unclear' ? { unclear: applied.why } : {}) });
    if (applied.kind === 'applied') await ledger.applied(injection, signal);
    const seen = await injection.appears(applied, signal);
    // What nobody can look at is taken at its word, where it gave one.
    const trusted = seen.presence === 'unknown' && plan.effect === 'unprovable' && applied.kind === 'applied';
    const shows = seen.presence === 'present' || trusted;
    if (shows) this.#present(spec.name, n);
    else if (!signal.aborted)
      this.#failed(
        fault,
        n,
        applied.kind === 'unclear' ? applied.why : `it is ${seen.presence} after the injection${seen.detail === undefined ? '' : `: ${seen.detail}`}`,
      );
    return injection;
  }

  /** With the first injection the watcher begins, and the hard limit counts, here and in the guardian. */
  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#watcher.begin();
    this.#scene.guardian.armed();
    const { duration } = this.#plan.experiment.limits;
    const { halt, world } = this.#stage;
    void world.clock.sleep(duration, this.#over.signal).then(() => {
      if (!this.#over.signal.aborted) halt.because({ kind: 'limit', limit: duration });
    });
  }

  #present(fault: string, n: number): void {
    this.#stage.journal.emit({ kind: 'fault.present', fault, n });
    if (!this.#seen) this.#stage.journal.emit({ kind: 'phase.entered', phase: 'observe' });
    this.#seen = true;
  }

  #failed(fault: PlannedFault, n: number, why: string): never {
    this.#stage.journal.emit({ kind: 'fault.failed', fault: fault.spec.name, n, why });
    throw new FaultFailed(why);
  }

  /** What comes up between preflight and the first injection refuses the run as preflight would have; once anything is on its way in, it halts it. */
  #unprepared({ spec }: PlannedFault, error: unknown, signal: AbortSignal): never {
    if (!(error instanceof Refused) || signal.aborted) throw error;
    const { journal } = this.#stage;
    const against = new Refused(againstFault(spec.name, error.refusals));
    if (!nothingInjected(journal.analysis)) throw against;
    journal.emit({ kind: 'preflight.refused', refusals: against.refusals });
    throw new FaultFailed(against.message);
  }

  /** Nothing was changed, so nothing is to come out. The run ends by it, but it is no alarm: what others have begun may come to its end first. */
  async #refused({ spec }: PlannedFault, injection: Injection, found: readonly Refusal[], signal: AbortSignal): Promise<never> {
    const { journal, ledger } = this.#stage;
    const refusals = againstFault(spec.name, found);
    journal.emit({ kind: 'fault.refused', fault: spec.name, n: injection.entry.n, refusals });
    await ledger.refused(injection, refusals, signal);
    await ledger.settled(signal);
    throw new FaultFailed(refusals.map(({ why }) => why).join(' '));
  }

  /** Looks once a second while a fault is in place, and keeps its lease; ends when it has been there for `time`, when it heals, or with the signal. */
  async hold(fault: PlannedFault, injection: Injection, time: Ms, signal: AbortSignal): Promise<void> {
    const {
      journal,
      world: { clock },
    } = this.#stage;
    const until = clock.now() + time;
    const { n } = injection.entry;
    let renewed = clock.now();
    while (!signal.aborted && clock.now() < until) {
      await clock.sleep(ms(Math.min(1000, until - clock.now())), signal);
      if (signal.aborted) return;
      if (fault.plan.lease.kind !== 'none' && clock.now() - renewed >= fault.plan.lease.ttl / 4) {
        renewed = clock.now();
        await this.#renew(fault, injection, signal);
      }
      const observation = await injection.observe(signal);
      if (signal.aborted) return;
      journal.emit({ kind: 'fault.observed', fault: fault.spec.name, n, observation });
      if (observation.presence !== 'absent') continue;
      if (fault.plan.healsByItself) return;
      journal.emit({
        kind: 'fault.vanished',
        fault: fault.spec.name,
        n,
        detail: observation.detail ?? 'it is not there any more, and nobody here took it out',
      });
      throw new FaultFailed('it vanished');
    }
  }

  /** Waits until the time of one that has healed is over. Nobody looks at it any more, but its lease still says that this run is at it. */
  async outlast(fault: PlannedFault, injection: Injection, until: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#stage.world;
    const { lease } = fault.plan;
    const pace = lease.kind === 'none' ? Infinity : lease.ttl / 4;
    while (!signal.aborted && clock.now() < until) {
      await clock.sleep(ms(Math.min(pace, until - clock.now())), signal);
      if (!signal.aborted && clock.now() < until) await this.#renew(fault, injection, signal);
    }
  }

  async #renew(fault: PlannedFault, injection: Injection, signal: AbortSignal): Promise<void> {
    await injection.renew(signal).catch((error: unknown) => {
      if (!signal.aborted) this.#stage.journal.emit({ kind: 'note', text: `The lease of ${fault.spec.name} was not renewed: ${reason(error)}.` });
    });
  }

  /** Takes one out. */
  async takeOut(injection: Injection): Promise<void> {
    await this.#out([injection]);
  }

  /** From here on nothing is put in any more: the last restore begins, and watcher and hard limit have done their duty. */
  leaving(): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#stage.journal.emit({ kind: 'phase.entered', phase: 'restore' });
    this.#watcher[Symbol.dispose]();
    this.#over.abort();
    this.#scene.guardian.restoring();
  }

  /** Takes out everything that is still in; what a first try could not, a second one may. */
  async restore(): Promise<void> {
    this.leaving();
    for (let due = this.#due(); due.length > 0; due = this.#due()) await this.#out(due);
  }

  /** What is in and has not been tried twice. */
  #due(): readonly Injection[] {
    return this.#stage.ledger.open.filter(({ entry }) => !isOwn(entry) && (this.#tries.get(entry.n) ?? 0) < 2);
  }

  async #out(injections: readonly Injection[]): Promise<void> {
    for (const { entry } of injections) this.#tries.set(entry.n, (this.#tries.get(entry.n) ?? 0) + 1);
    await this.#stage.ledger.restore(injections, this.#watch);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.restore();
  }
}

function watchFor(journal: Journal): LedgerWatch {
  return {
    began: ({ fault, n }) => journal.emit({ kind: 'fault.restoring', fault, n }),
    ended: ({ entry: { fault, n }, result, took }) => {
      if (result.kind === 'left') journal.emit({ kind: 'fault.left', fault, n, by: 'runner', left: result.left });
      else journal.emit({ kind: 'fault.restored', fault, n, took, by: 'runner', ...(result.note === undefined ? {} : { note: result.note }) });
    },
  };
}
