import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectFinished, expectNothingLeft, startDrill, type Drill } from './drill.ts';
import { faultsOf, through, type Changes, type Places } from './experiment.ts';
import { startProxy, type RunningProxy } from './proxy.ts';

let proxy: RunningProxy;
beforeAll(async () => void (proxy = await startProxy()));
afterAll(async () => proxy[Symbol.asyncDispose]());

/** An SLI that reads a number from the target's JSON, under `abort`; blind for 1.5 s is too long. */
const value = (places: Places): Changes => ({
  slis: {
    value: { http: through(places), measure: 'json', json: '$.value', every: '500ms' },
    latency: { http: through(places), measure: 'latency', every: '500ms' },
  },
  'steady-state': { value: { 'at-least': 1 } },
  abort: { value: { below: 1, for: '500ms' } },
  faults: faultsOf(places, '40s'),
  expect: { recovery: { within: '2s' } },
  limits: { duration: '60s', restore: '10s', blind: '1500ms' },
});

/** Under the fault the target turns to a mode; how the run ends is said on the terminal. */
async function turnsTo(mode: string, changes = value): Promise<Drill & { readonly err: string; readonly out: string; readonly code: number | null }> {
  const drill = await startDrill({ proxy, changes, args: [] });
  await drill.says('slow: seen in place');
  await drill.mode(mode);
  const { err, out, code } = await drill.ended();
  await expectNothingLeft(drill);
  expect(expectFinished(drill.places.folder), err).toMatchObject({ outcome: 'aborted', exitCode: 3, by: 'runner' });
  return { ...drill, err, out, code };
}

test.concurrent('an SLI that hangs halts the run by blindness', async () => {
  using drill = await turnsTo('hung');
  expect(drill.code).toBe(3);
  expect(drill.err).toMatch(/HALT +value is blind for longer than 1\.5 s: .*no answer within 500 ms/);
  expect(drill.out).toContain('ABORTED  drill: value was blind for too long');
});

test.concurrent('an SLI that throws halts the run by blindness', async () => {
  using drill = await turnsTo('broken');
  expect(drill.code).toBe(3);
  expect(drill.err).toMatch(/HALT +value is blind for longer than 1\.5 s: .*(other side closed|ECONNRESET)/);
});

test.concurrent('an SLI that answers garbage halts the run by blindness', async () => {
  using drill = await turnsTo('garbage');
  expect(drill.code).toBe(3);
  expect(drill.err).toMatch(/HALT +value is blind for longer than 1\.5 s: .*not JSON/);
});

test.concurrent('an SLI whose program hangs is killed with it, and halts the run by blindness', async () => {
  const changes = (places: Places): Changes => {
    const gate = `${places.folder}/gate`;
    const program = ['sh', '-c', `test -e ${gate} && sleep 4711; echo 1`];
    return {
      ...value(places),
      slis: { value: { command: program, measure: 'number', every: '500ms' }, latency: { http: through(places), measure: 'latency' } },
    };
  };
  using drill = await startDrill({ proxy, changes, args: [] });
  await drill.says('slow: seen in place');
  writeFileSync(`${drill.places.folder}/gate`, '');
  const { err, code } = await drill.ended();
  expect(code, err).toBe(3);
  expect(err).toMatch(/HALT +value is blind for longer than 1\.5 s: /);
  await expectNothingLeft(drill);
});

test.concurrent('a target that dies under the fault breaches its abort condition', async () => {
  using drill = await turnsTo('dead', (places) => ({ faults: faultsOf(places, '40s'), expect: { recovery: { within: '2s' } } }));
  expect(drill.code).toBe(3);
  expect(drill.err).toMatch(/HALT +up is 0 \(abort below 1 for 500 ms\)\. Breached at [\d.]+ s, decided at [\d.]+ s\./);
  expect(drill.err).toContain('no steady state within 2 s of the restore');
  expect(drill.out).toMatch(/halt +breached .* → decided .* → restored /);
});
