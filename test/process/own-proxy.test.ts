import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expectFinished, expectNothingLeft, recordOf, runIn, startDrill, type Drill } from './drill.ts';
import { faultsOf, flagOf, type Changes, type Places } from './experiment.ts';
import { activeIn, processesOf } from './outside.ts';
import { until } from './programs.ts';

const note = 'The proxy this run had started is gone, and its faults with it.';
const rule = ({ proxy }: Places): Changes => ({ name: 'refusing', type: 'http.status', proxy, status: 503, share: '1%', for: '50s' });
const changes = (places: Places): Changes => ({ faults: [...faultsOf(places, '50s'), rule(places)], expect: { recovery: { within: '2s' } } });

/** A drill whose run has started its target and its proxy, with a toxic and a rule in that. */
async function underFault(more: Changes = {}): Promise<Drill & { readonly run: string }> {
  const drill = await startDrill({ args: [], changes: (places) => ({ ...changes(places), ...more }) });
  for (const fault of ['flag', 'slow', 'refusing']) await drill.says(`${fault}: seen in place`);
  return { ...drill, run: runIn(drill.places.folder) };
}

/** The proxy itself, not the shell that keeps it. */
function proxyOf(run: string): number {
  const pid = processesOf(run, ['FIREDRILL_INJECTION']).find((one) => {
    const [program = '', ...args] = readFileSync(`/proc/${one}/cmdline`, 'utf8').split('\0');
    return program.endsWith('node') && args.includes('proxy');
  });
  if (pid === undefined) throw new Error('the run has started no proxy');
  return pid;
}

const notesIn = ({ places, run }: Drill & { readonly run: string }): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(recordOf(places.folder, run).flatMap((event) => (event.kind === 'fault.restored' ? [[event.fault, event.note]] : [])));

test.concurrent('the proxy that the run itself had started dies under its faults: they are gone with it, and the run is aborted', async () => {
  using drill = await underFault();
  process.kill(proxyOf(drill.run), 'SIGKILL');
  const { code, out, err } = await drill.ended();
  expect(code, err).toBe(3);
  expect(out).toContain('ABORTED  drill: ');
  expect(out).not.toContain('NOT RESTORED');
  expect(expectFinished(drill.places.folder)).toMatchObject({ outcome: 'aborted', exitCode: 3, by: 'runner' });
  expect(notesIn(drill)).toMatchObject({ slow: note, refusing: note, flag: undefined });
  expect(err).toContain(note);
  await expectNothingLeft(drill);
});

test.concurrent('the same, where nothing else breaks: a fault of which nobody knows since when it was gone proves nothing', async () => {
  const quiet = {
    slis: { there: { command: ['test', '-e', '.'], measure: 'exit-code', every: '500ms' } },
    'steady-state': { there: { equals: 0 } },
    abort: { there: { above: 0 } },
  };
  using drill = await startDrill({
    args: [],
    changes: (places) => ({ ...quiet, faults: faultsOf(places, '10s'), expect: { during: { there: { equals: 0 } } } }),
  });
  await drill.says('flag: seen in place');
  await drill.says('slow: seen in place');
  process.kill(proxyOf(runIn(drill.places.folder)), 'SIGKILL');
  const { code, out, err } = await drill.ended();
  expect([code, out], err).toEqual([6, expect.stringContaining('INCONCLUSIVE  drill: ')]);
  await expectNothingLeft(drill);
});

test.concurrent('the same, and runner and guardian are killed: restore says that the faults are gone with the proxy', async () => {
  using drill = await underFault({ abort: { none: 'to be killed' } });
  const { run, places } = drill;
  process.kill(proxyOf(run), 'SIGKILL');
  for (const pid of processesOf(run, ['FIREDRILL_OWN'])) process.kill(pid, 'SIGKILL');
  drill.signal('SIGKILL');
  await drill.ended();
  const { code, out } = await drill.other('restore', run);
  expect([code, out]).toEqual([0, expect.stringContaining(`Run ${run}: nothing is left.`)]);
  expect(out.split(note)).toHaveLength(3);
  expect(existsSync(flagOf(places.folder))).toBe(false);
  await expectNothingLeft(drill);
});

test.concurrent('the proxy that the run itself had started is stopped under its faults: it is ended, and they are gone with it', async () => {
  using drill = await underFault({ limits: { duration: '60s', restore: '3s', blind: '3s' }, abort: { none: 'to be killed' } });
  const { run } = drill;
  process.kill(proxyOf(run), 'SIGSTOP');
  drill.signal('SIGKILL');
  const { err } = await drill.ended();
  expect(err).toContain(`guardian: slow (`);
  expect(err.split(note)).toHaveLength(3);
  await until('nothing is held', () => activeIn(drill.state).length === 0, 20_000);
  await expectNothingLeft(drill);
  expect(expectFinished(drill.places.folder)).toMatchObject({ outcome: 'aborted', by: 'guardian' });
});
