/** Names and marks of what firedrill puts into a cluster. */
import { ms } from '../../domain/units.ts';

export const mark = {
  managedBy: 'app.kubernetes.io/managed-by',
  run: 'firedrill.dev/run',
  injection: 'firedrill.dev/injection',
  record: 'firedrill.dev/record',
  renewed: 'firedrill.dev/renewed',
  /** On a namespace or a workload: `none`, `all`, or the fault types that it puts up with. */
  faults: 'firedrill.dev/faults',
} as const;

export const owner = 'firedrill';

/** How long after the last renewal a fault counts as left behind, and `sweep` takes it out. */
export const sweptAfter = ms(60_000);

/** One a namespace: two runners cannot both hold it. */
export const turnName = 'firedrill';

export function labelsOf(run: string, injection: string): Readonly<Record<string, string>> {
  return { [mark.managedBy]: owner, [mark.run]: run, [mark.injection]: injection };
}
