import { orAbort } from '../domain/or-abort.ts';
import { reason } from '../domain/reason.ts';
import { recoveryWithin } from '../domain/recovery.ts';
import { ms, type Ms } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import { FaultFailed, type Faults } from './faults.ts';
import type { Plan, PlannedFault } from './plan.ts';
import type { Stage } from './stage.ts';

interface Performance {
  readonly plan: Plan;
  readonly faults: Faults;
  readonly clock: Clock;
  /** Aborts when the run halts, or when one fault has failed and the others have nothing to prove any more. */
  readonly stop: AbortSignal;
  readonly began: Ms;
  /** Faults that have not begun their last restore. */
  toCome: number;
}

/** Every fault in and out at its own time, until the last is out or something halts; what a halt leaves in place is the caller's to restore. */
export async function perform(plan: Plan, faults: Faults, { world: { clock }, halt, journal }: Stage): Promise<void> {
  const failed = new AbortController();
  journal.emit({ kind: 'phase.entered', phase: 'inject' });
  const stage: Performance = {
    plan,
    faults,
    clock,
    stop: AbortSignal.any([halt.signal, failed.signal]),
    began: clock.now(),
    toCome: plan.faults.length,
  };
  const ended = new Map<string, PromiseWithResolvers<void>>(plan.faults.map(({ spec }) => [spec.name, Promise.withResolvers<void>()]));
  const play = async (fault: PlannedFault): Promise<void> => {
    try {
      await startOf(fault, stage, ended);
      if (!stage.stop.aborted) await rounds(fault, stage);
    } catch (error) {
      // What fails because all was stopped is no reason of its own.
      const stopped = stage.stop.aborted;
      failed.abort(error);
      if (!stopped && !(error instanceof FaultFailed)) halt.because({ kind: 'failure', why: reason(error) });
    } finally {
      ended.get(fault.spec.name)?.resolve();
    }
  };
  await Promise.all(plan.faults.map(play));
}

async function startOf({ spec }: PlannedFault, stage: Performance, ended: ReadonlyMap<string, PromiseWithResolvers<void>>): Promise<void> {
  if (spec.start.kind === 'after') await ended.get(spec.start.fault)?.promise;
  else await stage.clock.sleep(ms(stage.began + spec.start.at - stage.clock.now()), stage.stop);
}

/** One round, or one every so often until the fault's time is over; each is prepared and recorded by itself. */
async function rounds(fault: PlannedFault, stage: Performance): Promise<void> {
  const { every } = fault.spec;
  const began = stage.clock.now();
  const over = began + stayOf(fault, stage.plan);
  for (;;) {
    const next = every === undefined ? over : nextRound(stage.clock.now() - began, every) + began;
    await once(fault, stage, Math.min(next, over), next >= over);
    if (next >= over || stage.stop.aborted) break;
    await stage.clock.sleep(ms(next - stage.clock.now()), stage.stop);
    if (stage.stop.aborted) return;
  }
}

/** The next one on the grid; one that would come right after a round that began late is left out. */
function nextRound(elapsed: number, every: Ms): number {
  return (Math.round(elapsed / every) + 1) * every;
}

/** In, held, and out again; a round makes room for the next one in time. */
async function once(fault: PlannedFault, stage: Performance, until: number, last: boolean): Promise<void> {
  const injection = await stage.faults.inject(fault, stage.stop);
  if (stage.stop.aborted) return;
  const stay = fault.spec.every === undefined ? stayOf(fault, stage.plan) : ms(until - stage.clock.now());
  await stage.faults.hold(fault, injection, stay, stage.stop);
  // What healed early is still looked at for as long as its `for` says: its consequences are the experiment.
  if (last && fault.spec.for !== undefined) await stage.faults.outlast(fault, injection, until, stage.stop);
  if (stage.stop.aborted) return;
  if (last) lastRound(stage);
  // A halt does not wait for a restore that hangs: the others are to come out now.
  await orAbort(stage.stop, () => stage.faults.takeOut(injection));
}

/** The watcher's duty ends where the last restore begins: what happens after it is recovery. */
function lastRound(stage: Performance): void {
  stage.toCome -= 1;
  if (stage.toCome === 0) stage.faults.leaving();
}

/** How long it stays: its `for`; what heals by itself and says none has until `recovery.within`. */
function stayOf(fault: PlannedFault, plan: Plan): Ms {
  if (fault.spec.for !== undefined) return fault.spec.for;
  return recoveryWithin(plan.experiment.expect);
}
