import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttp } from '../../../src/platform/http.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { ms } from '../../../src/domain/units.ts';
import type { Event } from '../../../src/domain/events.ts';
import type { Deliveries, Delivery } from '../../../src/ports/sink.ts';
import { openPushgateway } from '../../../src/sinks/pushgateway/courier.ts';
import { freePort } from '../../ports.ts';
import { systemProgram } from '../../system.ts';
import { abortedDrill, leftDrill, restoredSince, untilVerdict } from '../drills.ts';

const program = systemProgram('prometheus-pushgateway');

describe.skipIf(program === undefined)('a real Pushgateway', () => {
  let url = '';
  let stop: () => Promise<void>;
  const http = createHttp();

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const child = spawn(program ?? '', [`--web.listen-address=127.0.0.1:${port}`], { stdio: 'ignore' });
    stop = async () => {
      child.kill();
      await once(child, 'exit');
    };
    while (
      !(await fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ))
    )
      await systemClock.sleep(ms(50));
  });
  afterAll(async () => {
    await http[Symbol.asyncDispose]();
    await stop();
  });

  const pushed = async (experiment: string): Promise<readonly string[]> => {
    const page = await (await fetch(`${url}/metrics`)).text();
    return page.split('\n').filter((line) => line.startsWith('firedrill_') && line.includes(`experiment="${experiment}"`));
  };
  /** Of a run of this experiment, what a process that remembers nothing pushes. */
  const push = async (events: readonly Event[], notes: Deliveries = memory()): Promise<void> => {
    const courier = openPushgateway(
      { url, job: 'drills/weekly', token: undefined },
      {
        name: 'push',
        clock: systemClock,
        http,
        env: () => undefined,
        deliveries: () => notes,
        findings: async () => undefined,
        appendFile: async () => undefined,
      },
    );
    using deadline = systemClock.deadline(ms(10_000));
    if (events.at(-1)?.kind === 'run.finished') return await courier.redeliver(events, '', deadline.signal);
    for (const event of events) void courier.receive(event);
    await courier.close?.(deadline.signal);
  };

  test('has the fault while it is in place, and keeps the last run while the next lasts', async () => {
    await push(abortedDrill({ experiment: 'twice' }));
    await push(untilVerdict(abortedDrill({ experiment: 'twice' })).filter(({ kind }) => kind !== 'fault.restored'));
    const page = await pushed('twice');
    expect(page).toContainEqual(expect.stringMatching(/^firedrill_fault_active\{experiment="twice",fault="slow",instance="",job="drills\/weekly"\} 1$/));
    expect(page).toContainEqual(expect.stringMatching(/^firedrill_last_run_timestamp_seconds\{.*outcome="aborted"\} 1\.795\d+e\+09$/));
  });

  test('has one outcome after each run, and no fault', async () => {
    await push(abortedDrill({ experiment: 'ended' }));
    await push(abortedDrill({ experiment: 'ended' }));
    const page = await pushed('ended');
    expect(page.filter((line) => line.startsWith('firedrill_runs_total'))).toEqual([
      'firedrill_runs_total{experiment="ended",instance="",job="drills/weekly",outcome="aborted"} 1',
    ]);
    expect(page).toContain('firedrill_fault_active{experiment="ended",fault="slow",instance="",job="drills/weekly"} 0');
    expect(page).toContain('firedrill_halt_seconds_sum{experiment="ended",instance="",job="drills/weekly"} 2.05');
  });

  test('keeps a fault that was left until it is restored', async () => {
    const notes = memory();
    await push(leftDrill({ experiment: 'left' }), notes);
    expect(await pushed('left')).toContain('firedrill_fault_active{experiment="left",fault="slow",instance="",job="drills/weekly"} 1');
    await push(restoredSince(leftDrill({ experiment: 'left' })), notes);
    const page = await pushed('left');
    expect(page).toContain('firedrill_fault_active{experiment="left",fault="slow",instance="",job="drills/weekly"} 0');
    expect(page.filter((line) => line.startsWith('firedrill_runs_total'))).toEqual([expect.stringContaining('outcome="inconclusive"')]);
  });
});

function memory(): Deliveries {
  let kept: Delivery | undefined;
  return { read: async () => kept, write: async (delivery) => void (kept = delivery) };
}
