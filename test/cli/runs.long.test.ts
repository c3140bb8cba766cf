import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Event } from '../../src/domain/events.ts';
import { openState } from '../../src/record/state.ts';
import { activeRun } from '../record/active-run.ts';
import { damage } from '../record/damage.ts';
import { header, prepared } from '../record/places.ts';
import { firedrill } from '../process/programs.ts';
import { flag, place } from './firedrill.ts';

// A machine that is busy starts programs slowly.
vi.setConfig({ testTimeout: 60_000 });

const lines = (out: string): readonly Event[] =>
  out
    .trim()
    .split('\n')
    .map((line): Event => JSON.parse(line));

describe.concurrent('run --json', () => {
  test('of a file that is wrong ends with run.finished too', async () => {
    await using here = await place();
    await here.write('flag.yaml', flag);
    const { code, out, err } = await here.firedrill('run', 'flag.yaml', 'none.yaml', '--json');
    expect(code).toBe(2);
    expect(lines(out)).toMatchObject([{ kind: 'run.finished', run: '', outcome: 'invalid', exitCode: 2 }]);
    expect(err).toBe('Cannot read none.yaml: there is no such file. Name an experiment file, or a folder of them.\n');
  });

  test('of an empty folder ends with run.finished too', async () => {
    await using here = await place();
    const { code, out } = await here.firedrill('run', '.', '--json');
    expect(code).toBe(2);
    expect(lines(out)).toMatchObject([{ kind: 'run.finished', outcome: 'invalid' }]);
  });

  test('of several files ends with the worst of them, though the last one ended better', async () => {
    await using here = await place();
    await here.write('a.yaml', flag);
    await here.write('b.yaml', flag.replace('    for: 5s', '    needs-env: [FLAGS_TOKEN]\n    for: 5s'));
    const running = firedrill({ cwd: here.path, state: join(here.path, 'state') }, 'run', 'a.yaml', 'b.yaml', '--json');
    let killed = false;
    running.onLine = (line) => {
      const guardian = /guardian","detail":"process (\d+)/.exec(line)?.[1];
      if (guardian === undefined || killed) return;
      killed = true;
      process.kill(Number(guardian), 'SIGKILL');
    };
    const { code, out } = await running.ended;
    expect(code).toBe(3);
    const finished = lines(out).filter(({ kind }) => kind === 'run.finished');
    expect(finished).toMatchObject([
      { outcome: 'aborted', exitCode: 3 },
      { outcome: 'refused', exitCode: 4 },
      { outcome: 'aborted', exitCode: 3, run: '', folder: '' },
    ]);
    expect(lines(out).at(-1)).toEqual(finished[2]);
  });

  test('after a restore that failed ends with run.finished, and every line is JSON', async () => {
    await using here = await place();
    await here.write('flag.yaml', flag);
    {
      using state = openState(join(here.path, 'state', 'firedrill'));
      state.enter({ ...activeRun('dead01'), runner: { pid: 1, startTime: 7 }, guardian: { pid: 1, startTime: 7 }, folder: join(here.path, 'gone') }, ['x']);
    }
    const { code, out, err } = await here.firedrill('run', 'flag.yaml', '--json', '--restore-first');
    expect(code).toBe(5);
    expect(lines(out)).toMatchObject([{ kind: 'run.finished', outcome: 'not restored', exitCode: 5 }]);
    expect(err).toContain('Run dead01: NOT RESTORED: its record is gone');
  });
});

describe.concurrent('a state folder too deep for a Unix socket', () => {
  test('refuses the run once, and leaves no record of it', async () => {
    await using here = await place();
    await here.write('flag.yaml', flag);
    const deep = join(here.path, 'd'.repeat(100));
    const { code, err } = await here.node([], ['run', 'flag.yaml'], { XDG_STATE_HOME: deep });
    expect(code).toBe(4);
    expect(err.match(/Not injecting: .*/g)).toEqual([
      `Not injecting: the control socket ${join(deep, 'firedrill', 'xxxxxx.guardian.sock')} is longer than 107 bytes.`,
    ]);
    expect(err).toContain('\n  Set XDG_STATE_HOME to a shorter folder.\n');
    expect(existsSync(join(here.path, '.firedrill'))).toBe(false);
    expect(existsSync(deep)).toBe(false);
  });
});

describe.concurrent('a state folder that cannot be made', () => {
  test('refuses the run once, and leaves no record of it', async () => {
    await using here = await place();
    await here.write('flag.yaml', flag);
    await here.write('file', '');
    const { code, err } = await here.node([], ['run', 'flag.yaml'], { XDG_STATE_HOME: join(here.path, 'file') });
    expect([code, err]).toEqual([
      4,
      expect.stringMatching(
        /^Not injecting: no control socket can be made in .*\/file\/firedrill: ENOTDIR.*\.\n {2}Make it a folder that you can write, or set XDG_STATE_HOME\.\n$/,
      ),
    ]);
    expect(existsSync(join(here.path, '.firedrill'))).toBe(false);
  });
});

describe.concurrent('blocked', () => {
  test('a run is refused and recorded, until it is unblocked', async () => {
    await using here = await place();
    await here.write('flag.yaml', flag);
    await here.write('again.yaml', flag.replace('name: flag', 'name: again'));
    expect(await here.firedrill('abort', '--all', '--block', 'incident 4711')).toMatchObject({
      code: 0,
      out: 'New runs are refused until firedrill unblock: incident 4711\nNo run is alive.\n',
    });
    const ran = await here.firedrill('run', 'flag.yaml', 'again.yaml', '--seed', '7', '--json');
    expect(ran.code).toBe(4);
    const events = lines(ran.out);
    const finished = events.filter(({ kind }) => kind === 'run.finished');
    expect(finished).toMatchObject([{ outcome: 'refused' }, { outcome: 'refused' }]);
    expect(events.at(-1)).toEqual(finished[1]);
    const names = finished.flatMap((event) => (event.kind === 'run.finished' ? [event.run] : []));
    expect(new Set(names).size).toBe(2);

    const listed = await here.firedrill('runs');
    expect(listed.code).toBe(0);
    for (const run of names) expect(listed.out).toMatch(new RegExp(`^${run}  .*  refused — runs are blocked: incident 4711\\.$`, 'm'));
    const report = await here.firedrill('report', names[0] ?? '', '--format', 'json');
    expect(JSON.parse(report.out)).toMatchObject({ run: names[0], outcome: 'refused' });

    const doctor = await here.firedrill('doctor');
    expect(doctor.code).toBe(4);
    expect(doctor.out).toContain('FAIL  runs are blocked: incident 4711\n      firedrill unblock\n');
    expect(await here.firedrill('unblock')).toMatchObject({ code: 0, out: 'Runs are allowed again.\n' });
    expect(await here.firedrill('unblock')).toMatchObject({ code: 0, out: 'Runs were not blocked.\n' });
    expect((await here.firedrill('doctor')).code).toBe(0);
  });

  test('what is said has no escape codes without a terminal', async () => {
    await using here = await place();
    await here.write('flag.yaml', flag);
    await here.firedrill('abort', '--all', '--block', 'incident 4711');
    const { code, out, err } = await here.firedrill('run', 'flag.yaml');
    expect(code).toBe(4);
    expect(`${out}${err}`).not.toContain('\u001B');
    expect(out).toContain('REFUSED  flag: runs are blocked: incident 4711.');
    expect(err).toContain('Not injecting: runs are blocked: incident 4711.');
  });
});

describe.concurrent('runs', () => {
  test('of a new checkout are none', async () => {
    await using here = await place();
    expect(await here.firedrill('runs')).toEqual({ code: 0, out: 'No runs yet.\n', err: '' });
    expect(await here.firedrill('runs', '--json')).toMatchObject({ code: 0, out: '[]\n' });
  });
});

describe.concurrent('restore', () => {
  test('of nothing says so', async () => {
    await using here = await place();
    expect(await here.firedrill('restore')).toEqual({ code: 0, out: 'Nothing to restore.\n', err: '' });
  });

  test('of a run whose record is gone keeps its locks, until a person lets it go and says why', async () => {
    await using here = await place();
    using state = openState(join(here.path, 'state', 'firedrill'));
    const gone = { pid: 1, startTime: 7 };
    state.enter({ ...activeRun('dead01'), runner: gone, guardian: gone, folder: join(here.path, 'gone') }, ['payments']);
    const { code, out } = await here.firedrill('restore', 'dead01');
    expect(code).toBe(5);
    expect(out).toContain('Run dead01: NOT RESTORED: its record is gone');
    expect(out).toContain('firedrill restore dead01 --forget all --reason "why"');
    expect((await here.firedrill('doctor')).out).toContain('FAIL  run dead01 has ended and left something\n      firedrill restore dead01\n');
    expect(state.enter(activeRun('other'), ['payments'])).toMatchObject([{ lock: 'payments', holder: { run: 'dead01' } }]);
    expect((await here.firedrill('restore', 'dead01', '--forget', 'all')).code).toBe(2);
    expect(state.find('dead01')).toBeDefined();
    expect(await here.firedrill('restore', 'dead01', '--forget', 'all', '--reason', 'scrapped')).toMatchObject({
      code: 0,
      out: 'Run dead01: let go without its record, and nothing of it was seen gone: scrapped\n',
    });
    expect(state.enter(activeRun('other'), ['payments'])).toEqual([]);
  });

  test('goes on past a record that cannot be read', async () => {
    await using here = await place();
    using state = openState(join(here.path, 'state', 'firedrill'));
    for (const run of ['dead01', 'dead02']) {
      const folder = join(here.path, '.firedrill', 'runs', run);
      await mkdir(folder, { recursive: true });
      const undo = [{ ...header, run }, prepared(1, { fault: 'off', type: 'plugin.gone' })];
      const text = undo.map((line) => JSON.stringify(line)).join(run === 'dead01' ? '\n{"damaged\n' : '\n');
      await writeFile(join(folder, 'undo.ndjson'), `${text}\n`);
      state.enter({ ...activeRun(run), runner: { pid: 1, startTime: 7 }, guardian: { pid: 1, startTime: 7 }, folder }, [run]);
    }
    const { code, out } = await here.firedrill('restore');
    expect(code).toBe(5);
    expect(out).toContain('Run dead01: NOT RESTORED: Cannot restore: line 2 of the undo record cannot be read: {"damaged.');
    expect(out).toContain('NOT RESTORED: no injector plugin.gone is known to this firedrill');
    expect(out).toContain('Run dead02: 1 fault is NOT RESTORED.');
  });
});

describe.concurrent('a state of this user that is damaged', () => {
  test('is said by whatever needs it, with the way out and exit code 4', async () => {
    await using here = await place();
    await here.write('flag.yaml', flag);
    damage(join(here.path, 'state', 'firedrill'), 'holds garbage');
    const file = join(here.path, 'state', 'firedrill', 'state.db');
    const why = `the state of this user cannot be used: ${file}: file is not a database.`;
    const hint = `\n  Once no run is alive: mv ${file} ${file}.damaged. `;
    const planned = await here.firedrill('plan', 'flag.yaml');
    expect([planned.code, planned.out]).toEqual([4, expect.stringContaining(`Not injecting: ${why}${hint}`)]);
    const unblocked = await here.firedrill('unblock');
    expect([unblocked.code, unblocked.out, unblocked.err]).toEqual([
      4,
      '',
      expect.stringContaining(`Cannot use the state of this user: ${file}: file is not a database.${hint}`),
    ]);
    const unknown = await here.firedrill('restore', 'other1');
    expect([unknown.code, unknown.err]).toEqual([
      2,
      expect.stringContaining('\n  Go to the checkout in which it ran: other checkouts cannot be asked, since '),
    ]);
    const silent = await here.firedrill('abort', 'other1');
    expect([silent.code, silent.err]).toEqual([
      5,
      expect.stringContaining('Run other1 does not answer, nor does its guardian: it is dead. firedrill restore other1'),
    ]);
    expect(`${planned.err}${unblocked.err}${unknown.err}${silent.err}`).not.toMatch(/^ +at /m);
  });
});
