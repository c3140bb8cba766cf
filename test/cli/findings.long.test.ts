import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { RunSummary } from '../../src/domain/memory/run-summary.ts';
import { ms } from '../../src/domain/units.ts';
import { availability, nameOf, noonOf, run } from '../domain/memory/remembered.ts';
import { firedrill, type Ended } from '../process/programs.ts';

// A machine that is busy starts programs slowly.
vi.setConfig({ testTimeout: 60_000 });

interface Checkout extends Disposable {
  readonly folder: string;
  /** Lays a run down as pruning leaves it: its summary alone. */
  add(run: RunSummary): void;
  say(...args: readonly string[]): Promise<Ended>;
}

/** A checkout in which these runs have been. */
function checkout(runs: readonly RunSummary[]): Checkout {
  const folder = mkdtempSync(join(tmpdir(), 'fd-'));
  const add = (summary: RunSummary): void => {
    const place = join(folder, '.firedrill', 'runs', summary.run);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'summary.json'), JSON.stringify(summary));
  };
  runs.forEach(add);
  return {
    folder,
    add,
    say: (...args) => firedrill({ cwd: folder, state: join(folder, 's') }, ...args).ended,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const slower = [9, 8.5, 9.4, 9.1, 8.8, 9.3, 9, 8.9, 9.2, 21, 20.4, 21.5, 20.8, 22, 21.2].map((seconds, n) =>
  run(n, 'held', { recovery: { took: ms(seconds * 1000) } }),
);

test.concurrent('trend of prepared runs: the change in words, as JSON, and a page of its own', async () => {
  using here = checkout(slower);
  const { code, out, err } = await here.say('trend', 'slow-payments', '--html', 'trend.html');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('slow-payments in staging: 15 runs, 2026-01-01 to 2026-01-15\n');
  expect(out).toContain('▲ recovery went from 9 s to 21.1 s since run 10 (r00009, 2026-01-10): worse');
  expect(readFileSync(join(here.folder, 'trend.html'), 'utf8')).toContain('<!doctype html>');
  const json = await here.say('trend', 'slow-payments', '--since', '2026-01-03', '--json');
  expect(JSON.parse(json.out)).toMatchObject({ environments: [{ environment: 'staging', runs: { length: 13, 0: { n: 3 } } }] });
});

test.concurrent('trend of what nobody ran: 2, and the nearest name', async () => {
  using here = checkout([run(0)]);
  expect(await here.say('trend', 'slow-payment')).toMatchObject({
    code: 2,
    out: '',
    err: 'Cannot show the trend of slow-payment: no run of it is remembered.\n  Did you mean slow-payments?\n',
  });
  expect(await here.say('trend', 'slow-payments', '--since', '2026-02-01')).toMatchObject({
    code: 2,
    err: 'Cannot show the trend of slow-payments: none of its runs started since 2026-02-01.\n  Leave out --since.\n',
  });
  const unwritable = await here.say('trend', 'slow-payments', '--html', 'none/trend.html');
  expect([unwritable.code, unwritable.err]).toEqual([2, expect.stringContaining('Cannot write none/trend.html: ENOENT')]);
});

test.concurrent('a finding from the run that opened it to the run that held it', async () => {
  using here = checkout([run(1, 'refuted')]);
  const open = await here.say('findings', 'list');
  expect([open.code, open.out]).toEqual([0, expect.stringContaining('f-qsbnz · slow-payments in staging · untriaged\n')]);
  const early = await here.say('findings', 'close', 'f-qsbnz');
  expect([early.code, early.err.split('\n')[0]]).toEqual([1, 'Cannot close f-qsbnz: no run has held it since.']);
  expect((await here.say('findings', 'verify', 'f-qsbnz')).code).toBe(1);

  const triaged = await here.say('findings', 'edit', 'f-qsbnz', '--owner', 'ada', '--deliverable', 'a breaker', '--deadline', '2026-02-01', '--note', 'soon');
  expect([triaged.code, triaged.out]).toEqual([0, expect.stringContaining('\n  owner ada · due 2026-02-01 · a breaker\n')]);
  const overdue = await here.say('findings', 'list', '--overdue', '--json');
  expect(JSON.parse(overdue.out)).toMatchObject({
    findings: [{ id: 'f-qsbnz', flags: ['overdue'], history: [{ kind: 'opened' }, { kind: 'edited', note: 'soon' }] }],
  });

  here.add(run(2, 'held', { expectations: [availability(0.96, 0.95)] }));
  expect((await here.say('findings', 'list')).out).toContain(
    'the expectation was changed since: availability at least 99 % during the fault → availability at least 95 %',
  );
  expect((await here.say('findings', 'verify', 'f-qsbnz')).code, 'a looser file verifies nothing').toBe(1);

  here.add(run(3));
  const verified = await here.say('findings', 'verify', 'f-qsbnz');
  expect([verified.code, verified.out]).toEqual([0, expect.stringContaining(`f-qsbnz is verified: run ${nameOf(3)} (2026-01-04)`)]);
  expect((await here.say('findings', 'close', 'f-qsbnz')).out).toBe(`f-qsbnz is already closed: run ${nameOf(3)} held it (2026-01-04): 99.5 %.`);
});

test.concurrent('what people said outlives the store', async () => {
  using here = checkout([run(1, 'refuted')]);
  await here.say('findings', 'edit', 'f-qsbnz', '--owner', 'ada');
  const added = await here.say('findings', 'add', 'nobody knew the runbook', '--category', 'people');
  expect([added.code, added.out]).toEqual([0, expect.stringMatching(/^f-\w{5} · found by .+ · untriaged\n {2}nobody knew the runbook\n/)]);
  for (const end of ['', '-wal', '-shm']) rmSync(join(here.folder, '.firedrill', `store.db${end}`), { force: true });
  const { out } = await here.say('findings', 'list');
  expect(out).toContain('  owner ada\n');
  expect(out).toContain('  nobody knew the runbook\n');
});

test.concurrent('closed by a person, with a reason, is shown so; and exported', async () => {
  using here = checkout([run(1, 'refuted')]);
  const closed = await here.say('findings', 'close', 'f-qsbnz', '--reason', '=the route is gone');
  expect(closed.out).toMatch(/closed by .+ \(\d{4}-\d\d-\d\d\), verified by no run: =the route is gone/);
  expect((await here.say('findings', 'export')).out).toContain('# Findings\n\nNone.');
  expect((await here.say('findings', 'export', '--all', '--format', 'csv')).out).toMatch(/^id,status,.*\nf-qsbnz,"?closed by /);
  expect((await here.say('findings', 'export', 'f-qsbnz', '--format', 'github')).out).toContain('\n### Evidence\n- 97 % in run r00001 (2026-01-02)');
});

test.concurrent('an unknown finding or command is 2 and the nearest; nothing said is 2; a day that does not exist is 2', async () => {
  using here = checkout([run(1, 'refuted')]);
  expect(await here.say('findings', 'verify', 'f-qsbnx')).toMatchObject({
    code: 2,
    err: 'Cannot find the finding f-qsbnx: none is called so.\n  Did you mean f-qsbnz?\n',
  });
  expect(await here.say('findings', 'lst')).toMatchObject({
    code: 2,
    err: "error: unknown command 'lst'\n(Did you mean list?)\n(firedrill findings --help)\n",
  });
  expect(await here.say('findings', 'edit', 'f-qsbnz')).toMatchObject({
    code: 2,
    err: 'Cannot edit f-qsbnz: nothing is said of it.\n  Say --owner, --deliverable, --deadline, --category or --note.\n',
  });
  expect(await here.say('findings', 'edit', 'f-qsbnz', '--deadline', '2026-02-30')).toMatchObject({
    code: 2,
    err: "error: option '--deadline <day>' argument '2026-02-30' is invalid. Write a day such as 2026-12-18.\n(firedrill findings edit --help)\n",
  });
});

test.concurrent('digest of a quiet time is one line, and of nothing at all as well', async () => {
  using here = checkout([run(1)]);
  expect(await here.say('digest', '--since', noonOf(0).slice(0, 10))).toMatchObject({
    code: 0,
    out: 'Quiet since 2026-01-01: 1 drill, held; no finding is open.',
    err: '',
  });
  using empty = checkout([]);
  expect((await empty.say('digest', '--since', '2026-01-01')).out).toBe('Quiet since 2026-01-01: no drill was run; no finding is open.');
  expect((await empty.say('findings', 'list')).out).toBe('No findings.');
});
