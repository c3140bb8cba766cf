import { seenGone } from '../domain/at-its-word.ts';
import type { RunStarted } from '../domain/events.ts';
import { showMs } from '../domain/units.ts';
import type { FaultResult, Judged, Verdict } from '../domain/verdict.ts';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

export interface VerdictTextOptions {
  readonly started?: RunStarted;
  readonly paint: (style: Style, text: string) => string;
}

const outcomeStyle = {
  held: 'green',
  refuted: 'red',
  aborted: 'red',
  'not restored': 'red',
  'tool error': 'red',
  inconclusive: 'yellow',
  refused: 'yellow',
  invalid: 'yellow',
} as const satisfies Record<Verdict['outcome'], Style>;

const statusStyle = { met: 'green', broken: 'red', undecided: 'yellow' } as const satisfies Record<Judged['status'], Style>;

/** The verdict block: the outcome and why, each expectation with its numbers, the halt's three times, the proof of restore. */
export function verdictText(verdict: Verdict, { started, paint }: VerdictTextOptions): string {
  const head = `${paint(outcomeStyle[verdict.outcome], verdict.outcome.toUpperCase())}  ${started?.experiment ?? ''}: ${verdict.because}`;
  const expectations = verdict.expectations.map((judged) => expectationLine(judged, paint));
  const remarks = verdict.remarks.map((remark) => `  note       ${remark}`);
  return [
    '',
    head,
    ...refusals(verdict),
    ...expectations,
    ...haltLines(verdict),
    ...verdict.faults.flatMap((fault) => faultLines(fault, paint)),
    ...remarks,
  ].join('\n');
}

function refusals({ refusals: all, outcome }: Verdict): string[] {
  return outcome === 'refused' ? all.map(({ why, hint }) => `Not injecting: ${why}\n  ${hint}`) : [];
}

function expectationLine({ id, status, text, shown, why }: Judged, paint: VerdictTextOptions['paint']): string {
  const number = shown === undefined ? '' : `: ${shown}`;
  return `  ${paint(statusStyle[status], status.padEnd(9))}  ${id}${number}  [${text}]${why === undefined ? '' : `  ${why}`}`;
}

function haltLines({ halt, faults }: Verdict): string[] {
  if (halt === undefined) return [];
  const { breachedAt, decidedAt, restoredAt } = halt;
  const restored = restoredAt === undefined ? unrestored(faults) : restoredText(restoredAt, decidedAt);
  return [`  halt       breached ${showMs(breachedAt)} → decided ${showMs(decidedAt)} (+${showMs(decidedAt - breachedAt)}) → ${restored}`];
}

/** A run that is halted before it injects has nothing to restore. */
export function unrestored(faults: Verdict['faults']): string {
  if (faults.some(({ status }) => status === 'left')) return 'not everything is restored';
  return faults.some(({ status }) => status === 'forgotten') ? 'not everything was seen gone' : 'nothing was in place';
}

/** A halt in recovery finds everything out already. */
function restoredText(restoredAt: number, decidedAt: number): string {
  return restoredAt < decidedAt ? `restored before, ${showMs(restoredAt)}` : `restored ${showMs(restoredAt)} (+${showMs(restoredAt - decidedAt)})`;
}

function faultLines(fault: FaultResult, paint: VerdictTextOptions['paint']): string[] {
  const where = `${fault.fault} (${fault.targets.join(', ')})`;
  if (fault.status === 'left')
    return fault.left.map(({ target, why, command }) => `  ${paint('red', 'LEFT')}       ${fault.fault} on ${target}: ${why}\n             ${command}`);
  const hits = fault.hits === undefined ? '' : `, ${fault.hits} hit`;
  const took = fault.restoreTook === undefined ? '' : `, taken out in ${showMs(fault.restoreTook)}`;
  const by = fault.by === undefined || fault.by === 'runner' ? '' : ` by the ${fault.by}`;
  const note = fault.note === undefined ? '' : ` (${fault.note})`;
  if (fault.status === 'forgotten') return [`  ${paint('yellow', 'let go')}     ${where}${hits}, and not seen gone${note}`];
  if (fault.status === 'restored') return [`  restored   ${where}${hits}${took}${by}${seenGone(fault.note) ? ', and seen to be gone' : ''}${note}`];
  if (fault.status === 'rehearsed') return [`  rehearsed  ${where}: nothing was injected`];
  return [`  ${fault.status.padEnd(9)}  ${where}${note}`];
}
