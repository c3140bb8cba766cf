/** The parts of a verdict in lines: numbers against thresholds, the halt, the proof of restore. */
import { show, showMs } from '../../domain/units.ts';
import type { FaultResult, Judged } from '../../domain/verdict.ts';
import { several } from '../../domain/wording.ts';
import type { FaultView, RunView, SliView } from '../view.ts';
import { unrestored } from '../verdict-text.ts';
import { command, said } from './text.ts';

const statusWords = { met: '✔ met', broken: '✖ *broken*', undecided: '? *undecided*' } as const satisfies Record<Judged['status'], string>;
const rank = { broken: 0, undecided: 1, met: 2 } as const satisfies Record<Judged['status'], number>;

/** Each expectation with its number; what is not met first. */
export function expectationLines({ verdict }: RunView): readonly string[] {
  const worstFirst = verdict.expectations.toSorted((one, other) => rank[one.status] - rank[other.status]);
  return worstFirst.map(({ status, text, shown, why }) => {
    const reason = why === undefined || status === 'met' ? '' : ` (${said(why, 200)})`;
    return `${statusWords[status]}  ${said(text, 200)}: *${said(shown ?? 'no value', 80)}*${reason}`;
  });
}

/** How far each SLI went towards its thresholds: its lowest for those that it must stay above, its highest for the others. */
export function extremeLines({ slis }: RunView): readonly string[] {
  return slis.flatMap(({ facts, seen, thresholds }) => {
    if (thresholds.length === 0) return [];
    const value = (number: number | undefined): string => (number === undefined ? 'no value' : show(number, facts.unit.dimension));
    const floors = thresholds.filter(({ comparator }) => comparator === 'at-least' || comparator === 'below');
    const ceilings = thresholds.filter((one) => !floors.includes(one));
    const ends = [
      ...(floors.length === 0 ? [] : [`lowest in the run *${value(seen.min)}* (${limitsText(floors)})`]),
      ...(ceilings.length === 0 ? [] : [`highest in the run *${value(seen.max)}* (${limitsText(ceilings)})`]),
    ];
    const blind = seen.blind === 0 ? '' : `; blind ${several(seen.blind, 'time')}`;
    return [`*${said(facts.name, 80)}* ${ends.join('; ')}${blind}`];
  });
}

const limitsText = (thresholds: SliView['thresholds']): string =>
  thresholds
    .slice(0, 4)
    .map(({ text }) => said(text, 80))
    .join(', ');

/** Breached → halted → restored, and how long each took. */
export function haltLine({ verdict: { halt, faults } }: RunView): readonly string[] {
  if (halt === undefined) return [];
  const { reason, breachedAt, decidedAt, restoredAt } = halt;
  const cause = reason.kind === 'abort' || reason.kind === 'blind' || reason.kind === 'limit' ? 'breached' : 'asked';
  const restored =
    restoredAt === undefined
      ? unrestored(faults)
      : restoredAt < decidedAt
        ? `restored before, ${showMs(restoredAt)}`
        : `restored ${showMs(restoredAt)} (+${showMs(restoredAt - decidedAt)})`;
  return [`*Halt*  ${cause} ${showMs(breachedAt)} → halted ${showMs(decidedAt)} (+${showMs(decidedAt - breachedAt)}) → ${restored}`];
}

/** What became of each fault and how it is known; a program of the run itself only where it is left. */
export function faultLines({ faults }: RunView): readonly string[] {
  return faults.filter(({ result, facts }) => facts !== undefined || result.status === 'left').flatMap(faultLine);
}

const words = {
  restored: '✔ restored',
  left: '‼ *NOT RESTORED*',
  forgotten: '‼ *let go, not seen gone*',
  rehearsed: '⊘ rehearsed, not injected',
  'not injected': '⊘ not injected',
  'never applied': '? never seen in place',
} as const satisfies Record<FaultResult['status'], string>;

function faultLine({ result, facts }: FaultView): readonly string[] {
  const { fault, targets, status, note } = result;
  const what = `${words[status]}  *${said(fault, 80)}*${facts === undefined ? '' : ` (${said(facts.type, 60)})`}`;
  const on = targets.length === 0 ? '' : ` on ${said(targets.join(', '), 200)}`;
  const notes = note === undefined ? '' : ` (${said(note, 200)})`;
  return [`${what}${on}${proof(result)}${notes}`, ...leftLines(result)];
}

/** What was observed while it was in, and that it was observed to be gone. */
function proof({ status, presentAt, goneAt, hits, restoreTook, by }: FaultResult): string {
  if (presentAt === undefined) return '';
  const stay = `: seen in place from ${showMs(presentAt)}${goneAt === undefined ? '' : ` to ${showMs(goneAt)}`}`;
  const hit = hits === undefined ? '' : `, hit ${several(hits, 'time')}`;
  if (status !== 'restored') return `${stay}${hit}`;
  const took = restoreTook === undefined ? '' : `, taken out in ${showMs(restoreTook)}`;
  const who = by === undefined || by === 'runner' ? '' : ` by ${by === 'guardian' ? 'the guardian' : 'firedrill restore'}`;
  return `${stay}${hit}${took}${who}; read back afterwards, and gone`;
}

/** What, where, and the command that puts it right by hand. */
export function leftLines({ left }: FaultResult): readonly string[] {
  return left.flatMap(({ target, why, command: by }) => [`↳ ${said(target, 200)}: ${said(why.replace(/\.$/, ''), 300)}. By hand:`, command(by)]);
}

export function recoveryLine({ verdict: { recovery } }: RunView): readonly string[] {
  if (recovery === undefined) return [];
  return [
    'took' in recovery
      ? `*Recovery*  steady state was back ${showMs(recovery.took)} after the restore`
      : `*Recovery*  steady state was *not* back ${showMs(recovery.missedAfter)} after the restore`,
  ];
}
