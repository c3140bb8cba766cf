import { conclude } from '../domain/analysis/conclude.ts';
import type { HaltReason, RunStarted } from '../domain/events.ts';
import { schemaVersion } from '../domain/events.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { RunRecord } from '../ports/record.ts';
import { Audience } from './audience.ts';
import { factsOf } from './facts.ts';
import { Guard } from './guard.ts';
import { Halt } from './halt.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import type { Plan } from './plan.ts';
import { reason } from '../domain/reason.ts';
import type { World } from './world.ts';

export interface RunResult {
  readonly run: string;
  readonly folder: string;
  readonly verdict: Verdict;
}

/** What every phase stands on: the record, the journal, the halt road and the ledger of what is changed. */
export interface Stage extends AsyncDisposable {
  readonly world: World;
  readonly record: RunRecord;
  readonly journal: Journal;
  readonly halt: Halt;
  readonly ledger: Ledger;
  readonly guard: Guard;
  /** The operator's signal, also after something else has halted the run. */
  readonly operator: AbortSignal;
  /** Reaches the verdict; everything is out by now, or given up on. */
  conclude(): Promise<RunResult>;
}

/** Opens the record of a new run, its control socket, and every road by which it can be halted. */
export async function openStage(plan: Plan, world: World, operator: AbortSignal): Promise<Stage> {
  await using opened = new AsyncDisposableStack();
  const { experiment } = plan;
  // First in, last out: until the record is closed, somebody finishes it should this process be gone.
  const guard = opened.use(new Guard(world.guardians));
  const record = opened.use(
    await world.records.open({
      experiment: experiment.name,
      file: experiment.file,
      folder: experiment.folder,
      budget: experiment.limits.restore,
      wall: world.clock.wall(),
    }),
  );
  guard.hire({ run: record.run, folder: record.folder, limit: experiment.limits.duration }, record.header);
  const audience = opened.use(new Audience(world.sinks, world.clock));
  const journal = new Journal(world.clock, record, audience, plan.secrets);
  const halt = opened.use(new Halt(journal));
  const control = opened.use(await world.listen(record.run, halt));
  audience.add(control.sink);
  journal.emit(started(plan, world, record.run));
  halt.when(world.crashed, (why) => crash(why, journal));
  halt.when(operator, (why) => why as HaltReason).when(record.broken, (why) => ({ kind: 'record', why: reason(why) }));
  const ledger = new Ledger(guard.witness(record), world.restorer, world.clock, experiment.limits.restore);
  const kept = opened.move();
  return {
    world,
    record,
    journal,
    halt,
    ledger,
    guard,
    operator,
    conclude: () => {
      // It is over: a halt after the verdict would halt nothing.
      halt[Symbol.dispose]();
      return finish(record, journal, world);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** A bug of ours ends the run as what it is, by the road of every halt. */
function crash(why: unknown, journal: Journal): HaltReason {
  journal.emit({ kind: 'tool.failed', why: why instanceof Error ? (why.stack ?? why.message) : String(why) });
  return { kind: 'failure', why: `an error nobody caught: ${reason(why)}` };
}

async function finish(record: RunRecord, journal: Journal, world: World): Promise<RunResult> {
  const { run, folder } = record;
  const verdict = conclude(journal.analysis);
  await journal.end([
    { kind: 'verdict.reached', verdict },
    { kind: 'run.finished', run, outcome: verdict.outcome, exitCode: verdict.exitCode, wall: world.clock.wall(), folder, by: 'runner' },
  ]);
  return { run, folder, verdict };
}

function started(plan: Plan, world: World, run: string): RunStarted {
  const { experiment } = plan;
  const { name, hypothesis, owner, runbook, tags, links, file, environment, vars, steadyState, expect, abort, limits, baseline } = experiment;
  return {
    kind: 'run.started',
    schemaVersion,
    run,
    wall: world.clock.wall(),
    experiment: name,
    hypothesis,
    ...(owner === undefined ? {} : { owner }),
    ...(runbook === undefined ? {} : { runbook }),
    ...(environment === undefined ? {} : { environment }),
    ...(world.slot === undefined ? {} : { slot: world.slot }),
    ...{ tags, links, file, vars, steadyState, expect, abort, limits, baseline },
    production: plan.production,
    seed: plan.seed,
    rehearsal: plan.rehearsal,
    slis: factsOf(plan),
    faults: plan.faults.map(({ spec, plan: { effect, healsByItself, summary } }) => ({ name: spec.name, type: spec.type, effect, healsByItself, summary })),
    versions: world.versions,
  };
}
