/** A signal to a scheduler at one moment of its slot, and what must be true in the end, whatever the moment was. */
import { expect } from 'vitest';
import { recordOf } from './drill.ts';
import type { RunningProxy } from './proxy.ts';
import { expectAllOver, expectNotAgain, reach, schedule, type Moment } from './scheduler.ts';

const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Asked to end: its run is halted by the same signal and restores; the scheduler ends with its code. */
export async function askedAt(signal: keyof typeof codes, moment: Moment, proxy: RunningProxy): Promise<void> {
  await using at = await schedule(proxy);
  const cli = at.start();
  await reach(moment, at, cli);
  cli.child.kill(signal);
  const { code, err } = await cli.ended;
  const outcomes = await expectAllOver(at);
  const steps = await at.steps();
  // Before its run is begun it ends as a service does that was told to.
  const under = ['under the fault', 'restoring'].includes(moment);
  if (under) expect([code, outcomes], err).toEqual([codes[signal], { drill: 'aborted' }]);
  else expect([0, codes[signal]], err).toContain(code);
  if (under)
    expect(steps.slice(-2)).toMatchObject([
      { kind: 'ended', exitCode: codes[signal] },
      { kind: 'finished', how: 'stopped', reason: `${signal} ended its scheduler` },
    ]);
  await expectNotAgain(at, 'stopped');
}

/** Killed: its run sees that its scheduler is gone, restores and ends; the next scheduler calls the slot interrupted. */
export async function killedAt(moment: Moment, proxy: RunningProxy): Promise<void> {
  await using at = await schedule(proxy);
  const cli = at.start();
  await reach(moment, at, cli);
  cli.child.kill('SIGKILL');
  await expectAllOver(at);
  if (moment === 'under the fault') {
    const [run = ''] = at.runs();
    const halts = recordOf(at.folder, run).filter((event) => event.kind === 'run.halted');
    expect(halts).toMatchObject([{ reason: { kind: 'operator', by: 'the lifeline', why: 'its scheduler is gone' } }]);
  }
  await expectNotAgain(at, 'interrupted');
}
