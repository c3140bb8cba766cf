/** What keeps a run from having held though nothing is broken: evidence that is missing. */
import type { FaultFacts } from '../events.ts';
import { reason } from '../reason.ts';
import { showMs, type Ms } from '../units.ts';
import type { Judged } from '../verdict.ts';
import type { Analysis, Injection } from './state.ts';

export function doubts(analysis: Analysis, expectations: readonly Judged[]): readonly string[] {
  const { started } = analysis;
  if (started === undefined) return ['the record does not say what was run'];
  return [
    ...(started.rehearsal ? ['a rehearsal: nothing was injected'] : []),
    ...started.faults.flatMap((fault) => faultDoubts(analysis, fault)),
    ...[...analysis.injections.values()].flatMap((injection) => unseen(injection, started.limits.blind)),
    ...[...analysis.injections.values()].flatMap(lateEnd),
    ...(expectations.length === 0 ? ['nothing was expected'] : []),
    ...expectations.filter(({ status }) => status === 'undecided').map(({ id, why }) => `${id} is undecided: ${why ?? 'no evidence'}`),
  ];
}

function faultDoubts(analysis: Analysis, fault: FaultFacts): readonly string[] {
  const rounds = [...analysis.injections.values()].filter((injection) => injection.fault === fault.name);
  if (rounds.length === 0 || rounds.some(({ presentAt }) => presentAt === undefined)) return [neverPresent(fault, rounds)];
  const vanished = rounds.find((round) => round.vanished !== undefined)?.vanished;
  const gone = vanished === undefined ? [] : [`${fault.name} vanished before it was restored: ${vanished}`];
  return [...gone, ...failures(fault, rounds), ...(hitNothing(fault, rounds) ? [`${fault.name} was in place, but hit nothing`] : [])];
}

function neverPresent({ name }: FaultFacts, rounds: readonly Injection[]): string {
  const refusal = rounds.flatMap(({ refused }) => refused ?? [])[0];
  if (refusal !== undefined) return `not everything could be injected: ${reason(refusal.why)}`;
  const failed = rounds.find((round) => round.failed !== undefined)?.failed;
  const some = rounds.some(({ presentAt }) => presentAt !== undefined) ? 'a round of ' : '';
  return `${some}${name} was never seen in place${failed === undefined ? '' : `: ${failed}`}`;
}

function failures({ name }: FaultFacts, rounds: readonly Injection[]): readonly string[] {
  const failed = rounds.find((round) => round.failed !== undefined)?.failed;
  return failed === undefined ? [] : [`${name} failed: ${failed}`];
}

/** An injector that counts must have counted something; a count that never came proves no effect either. */
function hitNothing({ effect }: FaultFacts, rounds: readonly Injection[]): boolean {
  return effect === 'counted' && rounds.reduce((sum, { hits }) => sum + (hits ?? 0), 0) === 0;
}

/** What the run itself did not take out stayed longer than it was meant to, and was taken out unwatched, or never seen gone. */
function lateEnd({ fault, end }: Injection): readonly string[] {
  if (end?.kind === 'forgotten') return [`${fault} was let go, and nobody saw it gone: ${end.reason}`];
  if (end?.kind !== 'restored' || end.by === 'runner') return [];
  return [`${fault} was left by the run, and taken out only later, by ${end.by === 'guardian' ? 'the guardian' : 'firedrill restore'}`];
}

/** A fault is allowed as long out of sight as an SLI: what was measured in between may have been measured without it. */
function unseen({ fault, outOfSight }: Injection, blind: Ms): readonly string[] {
  if (outOfSight === undefined || outOfSight <= blind) return [];
  return [`${fault} could not be seen in place for ${showMs(outOfSight)}, longer than ${showMs(blind)} (limits.blind)`];
}
