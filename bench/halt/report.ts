import { percentile } from '../statistics.ts';
import { table, whole } from '../table.ts';
import type { Instants } from './target.ts';

export type Measured = {
  readonly tool: string;
  readonly poll: number;
  /** Attempts before this one that were refused or failed. */
  readonly repeated: number;
} & ({ readonly instants: Instants } | { readonly failed: string });

/** What is promised: gone within one poll and this many ms. */
const allowance = 100;
const head = ['poll, tool', 'runs', 'p50', 'p99', 'max', 'seen → gone p50', 'p99', 'over one poll + 100', 'p50 against ours'];

/** All in ms, from the breach being visible to the fault being gone; of that, from the first look that was told of it. */
export function report(measured: readonly Measured[]): string {
  const groups = Map.groupBy(measured, ({ tool, poll }) => `${String(poll).padStart(4)} ms, ${tool}`);
  const names = [...groups.keys()].toSorted((a, b) => b.localeCompare(a));
  const rows = names.map((name) => rowOf(name, groups.get(name) ?? [], measured));
  const repeated = measured.reduce((sum, one) => sum + one.repeated, 0);
  const failed = measured.flatMap((one) => ('failed' in one ? [`  ${one.tool} at ${one.poll} ms: ${one.failed}`] : []));
  return [
    'breach visible → fault gone, ms',
    table(head, rows),
    ...(repeated > 0 ? [`${repeated} attempts were refused or failed, mostly because the machine was too busy for a steady state, and were repeated`] : []),
    ...(failed.length > 0 ? [`${failed.length} runs gave no figure:`, ...failed] : []),
  ].join('\n');
}

function rowOf(name: string, group: readonly Measured[], all: readonly Measured[]): readonly string[] {
  const [{ poll } = { poll: 0 }] = group;
  const halts = times(group, ({ visible, gone }) => gone - visible);
  const reactions = times(group, ({ seen, gone }) => gone - seen);
  const ours = times(
    all.filter((one) => one.tool === 'firedrill' && one.poll === poll),
    ({ visible, gone }) => gone - visible,
  );
  const over = halts.filter((time) => time > poll + allowance).length;
  const ratio = percentile(halts, 0.5) / percentile(ours, 0.5);
  return [
    ...[name, String(halts.length), ...spread(halts, 0.5, 0.99, 1), ...spread(reactions, 0.5, 0.99)],
    ...[`${over} of ${halts.length}`, Number.isFinite(ratio) ? `× ${ratio.toFixed(1)}` : '–'],
  ];
}

const spread = (values: readonly number[], ...shares: readonly number[]): string[] => shares.map((share) => whole(percentile(values, share)));

function times(group: readonly Measured[], of: (instants: Instants) => number): readonly number[] {
  return group.flatMap((one) => ('instants' in one ? [of(one.instants)] : []));
}
