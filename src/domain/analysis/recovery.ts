/** Steady state again, and whether what should heal by itself did. */
import type { Expectation } from '../experiment.ts';
import { ms, showMs, type Ms } from '../units.ts';
import type { Judged } from '../verdict.ts';
import { healsByItself } from './comings.ts';
import type { Finding } from './evidence.ts';
import type { Analysis, Injection } from './state.ts';

const nothing: Judged['samples'] = { good: 0, blind: 0, excluded: 0, slots: 0 };

/** Judged in every run: the language adds the expectation where the file does not say it. */
export function judgeRecovery(analysis: Analysis, cut: string | undefined): readonly Judged[] {
  const expectation = analysis.started?.expect.find((one): one is Expectation & { kind: 'recovery' } => one.kind === 'recovery');
  if (expectation === undefined) return [];
  const { within } = expectation;
  const finding = findingOf(analysis, within, cut);
  const shown = finding.value === undefined ? {} : { shown: showMs(finding.value) };
  return [
    {
      id: 'recovery',
      kind: 'recovery',
      text: `steady state again within ${showMs(within)} of the restore`,
      limit: within,
      samples: nothing,
      ...shown,
      ...finding,
    },
  ];
}

function findingOf(analysis: Analysis, within: Ms, cut: string | undefined): Finding {
  const unhealed = slowest(analysis, within);
  if (unhealed !== undefined) return unhealed;
  const { recovery } = analysis;
  if (analysis.anyFault.segments.length === 0) return { status: 'undecided', why: `${cut ?? 'the record ends'} before a fault was seen in place` };
  if (somethingLeft(analysis)) return { status: 'undecided', why: 'not everything was taken out' };
  if (recovery === undefined) return { status: 'undecided', why: `${cut ?? 'the record ends'} before the steady state was seen again` };
  if ('missedAfter' in recovery) return { status: 'broken', value: recovery.missedAfter, why: `not steady ${showMs(recovery.missedAfter)} after the restore` };
  return { status: recovery.took <= within ? 'met' : 'broken', value: recovery.took, why: 'to the first instant of the seconds over which it held' };
}

const somethingLeft = ({ injections }: Analysis): boolean =>
  [...injections.values()].some(({ prepared, end }) => prepared && end !== undefined && end.kind !== 'restored');

/** The injection that took longest to heal, counted from when its victim was seen gone, if that is longer than `within`. */
function slowest(analysis: Analysis, within: Ms): Finding | undefined {
  const times = [...analysis.injections.values()].flatMap((injection) => healing(analysis, injection));
  const worst = times.sort((a, b) => b.took - a.took)[0];
  if (worst === undefined || worst.took <= within) return undefined;
  const verb = worst.healed ? 'healed only after' : 'had not healed after';
  return { status: 'broken', value: worst.took, why: `${worst.fault} ${verb} ${showMs(worst.took)}` };
}

/** A halt takes away the time to heal: what had not healed by then says nothing, unless its time was over. */
function healing(
  analysis: Analysis,
  { fault, presentAt, healedAt }: Injection,
): readonly { readonly fault: string; readonly took: Ms; readonly healed: boolean }[] {
  if (presentAt === undefined || !healsByItself(analysis, fault)) return [];
  return [{ fault, took: ms((healedAt ?? analysis.now) - presentAt), healed: healedAt !== undefined }];
}
