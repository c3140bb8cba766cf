import { showMs } from '../../domain/units.ts';
import type { FaultResult } from '../../domain/verdict.ts';
import type { FaultView, RunView } from '../view.ts';
import { block, plain, sentence, table } from './text.ts';

const words = {
  restored: '✔ restored',
  left: '‼ NOT RESTORED',
  forgotten: '‼ let go, not seen gone',
  rehearsed: '⊘ rehearsed, not injected',
  'not injected': '⊘ not injected',
  'never applied': '? never seen in place',
} as const satisfies Record<FaultResult['status'], string>;

/** What was done to which target, that it was there, and that it is gone. */
export function faultSection({ faults }: RunView): readonly string[] {
  if (faults.length === 0) return [];
  const head = ['', 'Fault', 'Targets', 'In place', 'Hits', 'Out'];
  return ['## Faults', table(head, faults.map(row)), ...faults.flatMap(proof), ...leftSection(faults)];
}

function row({ result, facts }: FaultView): readonly string[] {
  const { fault, n, targets, status, presentAt, goneAt } = result;
  const name = facts === undefined ? plain(fault) : `${plain(fault)} (${plain(facts.type)}, injection ${n})`;
  const stay = presentAt === undefined ? '' : `from ${showMs(presentAt)}${goneAt === undefined ? '' : ` to ${showMs(goneAt)}`}`;
  return [words[status], name, plain(targets.join(', ')), stay, hits(result), outWords(result)];
}

function hits({ status, hits: count }: FaultResult): string {
  if (status === 'rehearsed') return '';
  return count === undefined ? 'not counted' : `${count}`;
}

function outWords({ restoreTook, by }: FaultResult): string {
  const took = restoreTook === undefined ? '' : `in ${showMs(restoreTook)}`;
  return [took, by === undefined ? '' : `by the ${by === 'restore' ? 'command restore' : by}`].filter((one) => one !== '').join(' ');
}

/** Why the table may be believed: what was done, and how it is known that it is gone. */
function proof({ result, facts, plan }: FaultView): readonly string[] {
  if (facts === undefined) return [];
  const how = plan === undefined ? '' : ` To restore: ${sentence(plan.restores)}`;
  const note = result.note === undefined ? '' : ` Note: ${sentence(result.note)}`;
  return [`- ${plain(result.fault)}, injection ${result.n}: ${sentence(facts.summary)}${how}${goneWords(result)}${note}`];
}

/** What a person let go was never read back: nothing is claimed of it. */
function goneWords({ status }: FaultResult): string {
  if (status === 'rehearsed') return ' This was rehearsed: nothing was injected, and nothing had to be taken out.';
  if (status === 'forgotten') return ' Nobody saw it gone: a person let it go.';
  return status !== 'restored' ? '' : ' Afterwards the target was read back, and the fault was gone.';
}

/** The exact commands that put right by hand what is left. */
function leftSection(faults: readonly FaultView[]): readonly string[] {
  const left = faults.flatMap(({ result }) => result.left.map((one) => ({ fault: result.fault, ...one })));
  if (left.length === 0) return [];
  return [
    '### Still broken',
    ...left.flatMap(({ fault, target, why, command }) => [`${plain(fault)} on ${plain(target)}: ${sentence(why)} By hand:`, block([command])]),
  ];
}
