import { Command, CommanderError } from 'commander';
import { program } from '../platform/program.ts';
import { version } from '../version.ts';
import { addAbort } from './abort.ts';
import { addAudit } from './audit.ts';
import { addDigest } from './digest.ts';
import { addDoctor } from './doctor.ts';
import { addFindings } from './findings.ts';
import { addGuardian } from './guardian-command.ts';
import { addLoad } from './load.ts';
import { addPlan } from './plan.ts';
import { complain } from './problem.ts';
import { addProxy } from './proxy.ts';
import { addPrune } from './prune.ts';
import { addRbac } from './rbac.ts';
import { addReport } from './report.ts';
import { addRestore } from './restore.ts';
import { addRun } from './run.ts';
import { addRuns } from './runs.ts';
import { addSchedule } from './schedule.ts';
import { addSweep } from './sweep.ts';
import { addTrend } from './trend.ts';
import { addUnblock } from './unblock.ts';
import { addValidate } from './validate.ts';

const outcomes = `
Exit codes: 0 held · 1 refuted · 2 invalid · 3 aborted (130/143/129 by a signal) · 4 refused · 5 NOT RESTORED · 6 inconclusive · 70 a bug of ours.

Examples:
  firedrill validate experiments/shop/slow-payments.yaml
  firedrill plan experiments/shop/slow-payments.yaml
  firedrill run experiments/shop/slow-payments.yaml --var for=30s
  firedrill abort 7k2m4p`;

/** Runs one command line; the exit code is set, never forced, so that whatever still has to be restored is. */
export async function main(argv: readonly string[]): Promise<void> {
  program.survivePipes();
  try {
    await commands().parseAsync([...argv], { from: 'user' });
  } catch (error) {
    program.endWith(error instanceof CommanderError ? usageCode(error) : complain(error));
  }
  program.leaveSoon();
}

function commands(): Command {
  const root = new Command('firedrill')
    .description('Runs chaos experiments: always restores and proves it, halts within about a second, never says "held" without evidence.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(firedrill --help, or firedrill <command> --help)')
    .addHelpText('after', outcomes);
  for (const add of [
    addValidate,
    addPlan,
    addRun,
    addSchedule,
    addAbort,
    addUnblock,
    addRestore,
    addSweep,
    addRuns,
    addTrend,
    addFindings,
    addDigest,
    addPrune,
    addReport,
    addAudit,
    addRbac,
    addDoctor,
    addProxy,
    addGuardian,
    addLoad,
  ])
    add(root);
  for (const command of root.commands) command.exitOverride().showHelpAfterError(`(firedrill ${command.name()} --help)`);
  return root;
}

/** Help and version are no mistake; everything else commander says no to is an invalid command line. */
function usageCode(error: CommanderError): number {
  return error.exitCode === 0 ? 0 : 2;
}
