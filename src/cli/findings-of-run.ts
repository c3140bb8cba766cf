import type { RunSummary } from '../domain/memory/run-summary.ts';
import { findingsOf } from '../domain/memory/findings.ts';
import { ms } from '../domain/units.ts';
import { orAbort } from '../domain/or-abort.ts';
import { systemClock } from '../platform/clock.ts';
import { findingsLine } from '../report/findings/line.ts';
import { openMemory } from './remember.ts';

/** What asking the memory may take, while people wait for a verdict. */
const patience = ms(2000);

/** What a run that has just ended means for the findings of its experiment; `undefined` where the memory cannot be asked in time, which costs the line and nothing else. */
export async function findingsOfRun(run: RunSummary, base: string): Promise<string | undefined> {
  using deadline = systemClock.deadline(patience);
  return await orAbort(deadline.signal, () => ask(run, base)).catch(() => undefined);
}

async function ask(run: RunSummary, base: string): Promise<string | undefined> {
  await using store = await openMemory(base);
  const { experiment } = run;
  const earlier = (await store.runs({ experiment })).filter((one) => one.run !== run.run);
  const findings = findingsOf([...earlier, run], await store.said(), systemClock.wall());
  const ours = findings.filter(({ about }) => about.experiment === experiment);
  return findingsLine(ours, run.run);
}
