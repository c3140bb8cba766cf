/** A signal to the runner right after something has happened, and what must be true in the end, whatever the moment was. */
import { expect } from 'vitest';
import type { Event } from '../../src/domain/events.ts';
import { expectFinished, expectNothingLeft, startDrill, type Drill, type Proxy } from './drill.ts';
import type { Running } from './running.ts';

/** Every event of a run's life, by a name for it; `halt`: only a run that is halted by something else gets there. */
export const moments = {
  'run.started': (event) => event.kind === 'run.started',
  'plan.resolved': (event) => event.kind === 'plan.resolved',
  'the guardian is there': (event) => event.kind === 'preflight.checked' && event.check === 'guardian',
  'the run is allowed': (event) => event.kind === 'preflight.checked' && event.check === 'allowed',
  'application.started': (event) => event.kind === 'application.started',
  'the targets are checked': (event) => event.kind === 'preflight.checked' && event.check === 'targets',
  'the steady state holds': (event) => event.kind === 'preflight.checked' && event.check === 'steady state',
  'the baseline began': (event) => event.kind === 'phase.entered' && event.phase === 'baseline',
  'baseline.measured': (event) => event.kind === 'baseline.measured',
  'fault.prepared': (event) => event.kind === 'fault.prepared',
  'fault.injected': (event) => event.kind === 'fault.injected',
  'fault.present': (event) => event.kind === 'fault.present',
  'fault.observed': (event) => event.kind === 'fault.observed',
  'run.halted': (event) => event.kind === 'run.halted',
  'fault.restoring': (event) => event.kind === 'fault.restoring',
  'fault.restored': (event) => event.kind === 'fault.restored',
  'run.restored': (event) => event.kind === 'run.restored',
  'recovery.reached': (event) => event.kind === 'recovery.reached',
  'verdict.reached': (event) => event.kind === 'verdict.reached',
} as const satisfies Record<string, (event: Event) => boolean>;

export type Moment = keyof typeof moments;
export const everyMoment = Object.keys(moments) as Moment[];

const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Asked to end: the run restores first, and ends with the signal's own code; after its verdict it only ends. */
export async function asked(signal: keyof typeof codes, moment: Moment, proxy: Proxy): Promise<void> {
  using drill = await drillUntil(moment, proxy);
  await askedTo(drill, signal, moment, () => expectNothingLeft(drill));
}

/** The same of a run that has come to this moment; `nothingLeft` looks at its target. */
export async function askedTo(drill: Running, signal: keyof typeof codes, moment: Moment, nothingLeft: () => Promise<void>): Promise<void> {
  drill.signal(signal);
  const { code, err } = await drill.ended();
  await nothingLeft();
  const { outcome, exitCode, by } = expectFinished(drill.folder);
  expect(by).toBe('runner');
  expect(code, err).toBe(exitCode);
  const expected = { 'verdict.reached': ['held', 0], 'run.halted': ['aborted', 3] } as const;
  const [how, number] = moment in expected ? expected[moment as keyof typeof expected] : (['aborted', codes[signal]] as const);
  expect([outcome, exitCode], err).toEqual([how, number]);
  expect(drill.events.at(-1)?.kind).toBe('run.finished');
}

/** Killed, or stopped until it is: the guardian restores, says so, and finishes the record. */
export async function gone(signal: 'SIGKILL' | 'SIGSTOP', moment: Moment, proxy: Proxy): Promise<void> {
  using drill = await drillUntil(moment, proxy);
  await goneAt(drill, signal, moment, () => expectNothingLeft(drill));
}

/** The same of a run that has come to this moment; `nothingLeft` looks at its target. */
export async function goneAt(drill: Running, signal: 'SIGKILL' | 'SIGSTOP', moment: Moment, nothingLeft: () => Promise<void>): Promise<void> {
  drill.signal(signal);
  // Past its goodbye a stopped runner is nobody's business any more: it only ends when it may.
  if (moment === 'verdict.reached') setTimeout(() => drill.signal('SIGCONT'), 8000);
  const ended = await drill.ended();
  await nothingLeft();
  const { outcome, by } = expectFinished(drill.folder);
  if (moment === 'verdict.reached') return expect(outcome).toBe('held');
  expect(ended.signal).toBe('SIGKILL');
  expect([outcome, by]).toEqual(['aborted', 'guardian']);
  expect(ended.err).toContain(
    signal === 'SIGKILL' ? 'guardian: the runner ended without a goodbye; restoring run' : 'guardian: the runner has not been heard of for 5 s',
  );
  expect(ended.err).toMatch(/guardian: run \w+ ended: aborted\. Nothing is left\./);
}

async function drillUntil(moment: Moment, proxy: Proxy): Promise<Drill> {
  const drill = await startDrill({ proxy });
  if (moment === 'run.halted') {
    await drill.kind('fault.present');
    await drill.mode('failing');
  }
  await drill.event(moments[moment]);
  return drill;
}
