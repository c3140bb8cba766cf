import { reason } from '../domain/reason.ts';
import { StateDamaged } from '../domain/state-damaged.ts';
import { isOwn } from '../domain/undo.ts';
import type { Guardian } from '../ports/guardian.ts';
import { raiseApplication } from './application.ts';
import { permission } from './permission.ts';
import type { Plan } from './plan.ts';
import { Refused, refuseIf } from '../domain/refused.ts';
import { Sampling } from './sampling.ts';
import type { NoScene, Scene } from './scene.ts';
import { openProbes } from './probes.ts';
import { steadyFirst } from './steady-first.ts';
import type { Stage } from './stage.ts';
import { targetsReady } from './targets.ts';

/**
 * Makes the scene ready: guardian, locks, application, load, probes, and a steady state that holds. Unknown means no: any doubt
 * refuses, and what was up is down again when the scene is disposed.
 */
export async function preflight(plan: Plan, stage: Stage): Promise<Scene | NoScene> {
  const { journal, halt } = stage;
  journal.emit({ kind: 'phase.entered', phase: 'preflight' });
  await using raised = new AsyncDisposableStack();
  try {
    const scene = await raise(plan, stage, raised);
    const kept = raised.move();
    if (scene === undefined || halt.signal.aborted) return { ready: false, [Symbol.asyncDispose]: () => kept.disposeAsync() };
    return { ready: true, ...scene, [Symbol.asyncDispose]: () => kept.disposeAsync() };
  } catch (error) {
    // What fails because the run was halted is no refusal.
    if (!halt.signal.aborted) refuse(error, stage);
    const kept = raised.move();
    return { ready: false, [Symbol.asyncDispose]: () => kept.disposeAsync() };
  }
}

function refuse(error: unknown, { journal }: Stage): void {
  if (!(error instanceof Refused)) throw error;
  journal.emit({ kind: 'preflight.refused', refusals: error.refusals });
}

async function raise(plan: Plan, stage: Stage, raised: AsyncDisposableStack): Promise<{ sampling: Sampling; guardian: Guardian } | undefined> {
  const { world, journal, halt } = stage;
  const guardian = await meetGuardian(stage);
  refuseIf(await permission(plan, await world.identify(guardian.pid), stage));
  raised.defer(() => leaveState(stage));
  journal.emit({ kind: 'preflight.checked', check: 'allowed', detail: 'the environment allows it, nobody else holds the targets' });
  // Deferred before the start: a program that is half up has to end too.
  raised.defer(() => endPrograms(stage));
  await raiseApplication(plan, stage);
  if (halt.signal.aborted) return undefined;
  const watched = await openProbes(plan, stage, raised);
  const sampling = raised.use(new Sampling(watched, world.clock, () => journal.now()));
  raised.use(sampling.listen((sli, sample) => journal.emit({ kind: 'sli.sampled', sli: sli.name, sample })));
  refuseIf(await targetsReady(plan, stage));
  refuseIf(await steadyFirst(plan, sampling, stage));
  if (!halt.signal.aborted) journal.emit({ kind: 'preflight.checked', check: 'steady state', detail: 'it holds, and every SLI answers' });
  return { sampling, guardian };
}

async function meetGuardian({ guard, halt, journal }: Stage): Promise<Guardian> {
  const guardian = await guard.ready().catch((error: unknown) => {
    throw new Refused([{ why: `the guardian cannot be started: ${reason(error)}.`, hint: 'Without it nothing would restore after a crash of this process.' }]);
  });
  halt.when(guardian.lost, (why) => ({ kind: 'guardian', why: `the guardian is gone: ${String(why)}` }));
  journal.emit({ kind: 'preflight.checked', check: 'guardian', detail: `process ${guardian.pid} restores should this one be gone` });
  return guardian;
}

async function endPrograms({ ledger, journal }: Stage): Promise<void> {
  const programs = ledger.open.filter(({ entry }) => isOwn(entry));
  await ledger.restore(programs, {
    began: () => undefined,
    ended: ({ entry: { fault, n }, result }) => {
      if (result.kind === 'left') journal.emit({ kind: 'fault.left', fault, n, by: 'runner', left: result.left });
      else journal.emit({ kind: 'application.stopped', name: fault, detail: result.note ?? 'ended, and everything it had started' });
    },
  });
}

/** Gives the locks back, unless something is left: then they stay until somebody restores it. */
async function leaveState({ world, record, ledger, journal }: Stage): Promise<void> {
  if (ledger.open.length > 0) return;
  try {
    world.state.leave(record.run);
  } catch (error) {
    // A lock that cannot be given back is no reason to lose a verdict: whoever meets it is told how to free it.
    const way = error instanceof StateDamaged ? error.hint : `firedrill restore ${record.run} frees them.`;
    journal.emit({ kind: 'note', text: `The locks of this run could not be given back: ${reason(error)}. ${way}` });
  }
}
