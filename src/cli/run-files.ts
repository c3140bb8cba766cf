import { createWorld } from '../compose.ts';
import type { HaltReason } from '../domain/events.ts';
import { exitCodes, signalCodes, worstCode, type Verdict } from '../domain/verdict.ts';
import type { Plan } from '../engine/plan.ts';
import { run } from '../engine/run.ts';
import { followCrashes } from '../platform/crashes.ts';
import { followLifeline } from '../platform/lifeline.ts';
import { program } from '../platform/program.ts';
import { freshSeed } from '../platform/random.ts';
import { followOperator, type Operator } from '../platform/signals.ts';
import { clusterNeeds } from '../planning/cluster-needs.ts';
import { findConfig } from '../planning/find-config.ts';
import { planFile } from '../planning/plan-file.ts';
import type { Sink } from '../ports/sink.ts';
import { runsFolder } from '../record/folder.ts';
import { consoleSink } from '../sinks/console/sink.ts';
import { ndjsonSink } from '../sinks/ndjson/sink.ts';
import { claimTelling } from './claim.ts';
import { Couriers } from './couriers.ts';
import { removeDeadSockets } from './dead-sockets.ts';
import { experimentFiles } from './experiment-files.ts';
import { InPlace } from './in-place.ts';
import { complain } from './problem.ts';
import { rememberRun } from './remember.ts';
import { resendLater } from './resend-later.ts';
import { restore } from './restore-run.ts';
import { baseFolder } from './run-folder.ts';
import type { RunOptions } from './run.ts';
import { withoutRun } from './without-run.ts';
import { writeReports } from './write-reports.ts';

/**
 * Runs every file named, one after the other; resolves with the exit code of the worst, which the last line of `--json` says too.
 * A signal ends the one that runs, and starts no other.
 */
export async function runFiles(names: readonly string[], options: RunOptions): Promise<number> {
  const plans = await plansOf(names, options).catch(complain);
  if (typeof plans === 'number') return withoutRun(plans, options);
  using lifeline = options.scheduled === undefined ? undefined : followLifeline();
  using operator = followOperator(lifeline);
  if (options.restoreFirst === true && (await restore(undefined, { say: program.talk }, operator)) !== 0) return withoutRun(exitCodes['not restored'], options);
  void resendLater(baseFolder(), program.talk);
  await removeDeadSockets();
  const codes = await inTurn(plans, options, operator);
  const worst = worstCode(codes);
  // The last line is that of the last file, and a reader of it alone must not take an earlier, worse end for a better one.
  return codes.at(-1) === worst ? worst : withoutRun(worst, options);
}

async function inTurn(plans: readonly Plan[], options: RunOptions, operator: Operator): Promise<readonly number[]> {
  const codes: number[] = [];
  for (const plan of plans) {
    if (operator.signal.aborted) return [...codes, withoutRun(stoppedBy(operator), options)];
    const ended = await runOne(plan, options, operator).catch((error: unknown): Ended => ({ code: withoutRun(complain(error), options) }));
    codes.push(ended.code);
    if (ended.noMore === undefined || codes.length === plans.length) continue;
    program.talk(`Not starting the other files: ${ended.noMore}.`);
    return codes;
  }
  return codes;
}

interface Ended {
  readonly code: number;
  /** Why nothing else may be started after it. */
  readonly noMore?: string;
}

function endedWith({ exitCode, outcome, halt }: Verdict): Ended {
  if (outcome === 'not restored' || outcome === 'tool error') return { code: exitCode, noMore: `this one ended ${outcome}` };
  return halt?.reason.kind === 'operator' ? { code: exitCode, noMore: `${halt.reason.by} halted this one` } : { code: exitCode };
}

/** All of them, or the code where one is wrong: then none is run. */
async function plansOf(names: readonly string[], options: RunOptions): Promise<readonly Plan[] | number> {
  const plans = await Promise.all(experimentFiles(names).map((file) => planned(file, options)));
  const good = plans.filter((plan) => plan !== undefined);
  return good.length === plans.length ? good : exitCodes.invalid;
}

/** A signal that came between two runs, at the question, or before the first: what was asked for was not done. */
function stoppedBy({ signal }: Operator): number {
  const reason: HaltReason = signal.reason;
  return reason.kind === 'signal' ? signalCodes[reason.signal] : exitCodes.aborted;
}

async function planned(file: string, options: RunOptions): Promise<Plan | undefined> {
  const found = await planFile(file, { vars: options.var, env: program.environment(), rehearsal: options.dryRun === true, seed: options.seed ?? freshSeed() });
  if (found.kind === 'planned') {
    if (found.warnings !== '') program.talk(found.warnings.trimEnd());
    return found.plan;
  }
  program.talk(found.text.trimEnd());
  return undefined;
}

async function runOne(plan: Plan, options: RunOptions, operator: Operator): Promise<Ended> {
  if (!(await goes(plan, options, operator.signal))) {
    const stopped = operator.signal.aborted;
    program.talk(`Not injecting: ${stopped ? 'stopped at the question' : 'the answer was no-go'}.\n  Run it again when it is go.`);
    return { code: withoutRun(stopped ? stoppedBy(operator) : exitCodes.refused, options) };
  }
  const inPlace = new InPlace();
  const couriers = await couriersOf(plan);
  const sink = options.json === true ? ndjsonSink(program.print) : terminal();
  using crashes = followCrashes();
  const cluster = clusterNeeds(plan).length > 0;
  const { seed, rehearsal } = plan;
  await using world = await createWorld({
    base: baseFolder(),
    seed,
    rehearsal,
    cluster,
    slot: options.scheduled,
    sinks: [sink, inPlace, couriers.sink],
    crashed: crashes.signal,
  });
  // After the run has given back all it held, and before the state is closed, which says whose business the telling is.
  await using telling = couriers;
  telling.claim = (run) => claimTelling(run, world.self, world);
  operator.onAgain = () => program.talk(String(inPlace));
  const { verdict, folder } = await run(plan, world, operator.signal);
  await writeReports(folder).catch((error: unknown) => program.talk(`Cannot write the reports: ${String(error)}. The record is in ${folder}.`));
  await rememberRun(folder);
  return endedWith(verdict);
}

/** Whoever its config says is told of it, rehearsals too. */
function couriersOf({ experiment: { folder, environment }, secrets }: Plan): Promise<Couriers> {
  const found = findConfig(folder, program.environment(), program.cwd());
  return Couriers.open(found.kind === 'found' ? found.config : undefined, { environment, secrets, runs: runsFolder(baseFolder()), say: program.talk });
}

/** The go / no-go question: only in production, only at a terminal, only without --yes. */
async function goes({ production, experiment, rehearsal }: Plan, { yes }: RunOptions, signal: AbortSignal): Promise<boolean> {
  if (!production || yes === true || rehearsal) return true;
  const said = await program.ask(`${experiment.name} goes to ${experiment.environment ?? ''} (PRODUCTION). Type its name for go: `, signal).catch(() => '');
  return said === undefined || said.trim() === experiment.name;
}

function terminal(): Sink {
  return consoleSink({ print: program.print, talk: program.talk, paint: program.paint, pace: program.terminal.talk ? 2000 : 5000 });
}
