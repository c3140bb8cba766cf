import type { Finding } from '../domain/memory/finding.ts';
import { findingsOf } from '../domain/memory/findings.ts';
import { didYouMean } from '../experiment/nearest.ts';
import { systemClock } from '../platform/clock.ts';
import type { Store } from '../ports/store.ts';
import { CommandFailed } from './problem.ts';

/** What all remembered runs and people say, as it stands today. */
export async function knownFindings(store: Store): Promise<readonly Finding[]> {
  const [runs, said] = [await store.runs({}), await store.said()];
  return findingsOf(runs, said, systemClock.wall());
}

/** @throws CommandFailed where there is none of this name. */
export function findingNamed(findings: readonly Finding[], id: string): Finding {
  const found = findings.find((one) => one.id === id);
  if (found !== undefined) return found;
  const ids = findings.map((one) => one.id);
  const hint = didYouMean(id, ids, 'firedrill findings list --all lists them.');
  throw new CommandFailed(`Cannot find the finding ${id}: none is called so.`, hint, 2);
}
