import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import { injectionMark, ownMark } from '../../../src/domain/marks.ts';
import { kill } from '../../../src/injectors/process/kill/kind.ts';
import type { Injector } from '../../../src/ports/injector.ts';
import { FakeProcesses } from '../../fakes/processes.ts';
import { ports } from '../programs.ts';
import { nowhere } from '../../fakes/nowhere.ts';

const id = { run: '7k2', n: 1 };
const never = new AbortController().signal;
const over = AbortSignal.abort(new Error('no time left'));
const by = (written: object): ReturnType<typeof kill.schema.parse> => kill.schema.parse({ recovers: true, ...written });

let table: FakeProcesses;
let injector: Injector<ReturnType<typeof by>>;

beforeEach(async () => {
  table = new FakeProcesses();
  injector = await kill.load({ ...ports, processes: table, folder: '/srv', random: { seed: 1, next: () => 0.99 } });
});

const refusals = async (written: object): Promise<string[]> => (await injector.preflight(by(written), never)).map(({ why }) => why);
const inject = async (written: object): Promise<JsonObject> => {
  const spec = by(written);
  const { undo } = await injector.prepare(spec, id, never);
  await injector.apply(spec, undo, never);
  return undo;
};

test('process.kill says what share of those that match it will kill: in its plan where the file tells, else once it has looked', async () => {
  for (const argv of [['app'], ['app'], ['app']]) table.add({ argv });
  const planned = (pick?: string) => kill.plan(by({ command: ['app'], pick }), { ...nowhere, folder: '/srv' }).share;
  expect([planned(), planned('all'), planned('one')]).toEqual([
    { targets: { hit: 1, of: 1 } },
    { targets: { hit: 1, of: 1 } },
    { targets: 'seen in preflight' },
  ]);
  expect(await injector.share?.(by({ command: ['app'], pick: 'one' }), never)).toEqual({ hit: 1, of: 3 });
  expect(await injector.share?.(by({ command: ['other'], pick: 'one' }), never)).toBeUndefined();
});

describe('process.kill refuses', () => {
  test('a selector that nothing matches', async () => {
    expect(await refusals({ port: 8080 })).toEqual(['nothing listens on TCP port 8080']);
    expect(await refusals({ command: ['node', 'x'] })).toEqual(['no process runs "node x"']);
    expect(await refusals({ 'pid-file': 'app.pid' })).toEqual(['/srv/app.pid cannot be read or holds no pid']);
  });

  test('two matches where one is meant', async () => {
    table.add({ argv: ['app'] });
    table.add({ argv: ['app'] });
    expect(await refusals({ command: ['app'] })).toEqual(['2 processes match the one running "app" (pids 1001, 1002)']);
    expect(await refusals({ command: ['app'], pick: 'one' })).toEqual([]);
  });

  test('init, itself, its parents, the kernel and the guardian', async () => {
    table.add({ pid: 60, argv: ['guardian'], env: { [ownMark]: '7k2' } });
    table.pidFiles.set('/run/kernel.pid', { pid: 2, written: 1e9 });
    expect(await refusals({ command: ['init'] })).toEqual(['pid 1 is init, which is never a target']);
    expect(await refusals({ command: ['node', 'fire*'] })).toEqual(['pid 100 is firedrill itself, or one of its parents']);
    expect(await refusals({ command: ['bash'] })).toEqual(['pid 50 is firedrill itself, or one of its parents']);
    expect(await refusals({ 'pid-file': '/run/kernel.pid' })).toEqual(['pid 2 is a thread of the kernel, which is never a target']);
    expect(await refusals({ command: ['guardian'] })).toEqual(['pid 60 is a helper of firedrill, such as the guardian']);
  });

  test('a pattern that also matches itself, even when all are meant', async () => {
    table.add({ argv: ['node', 'shop'] });
    expect(await refusals({ command: ['node', '*'], pick: 'all' })).toEqual(['pid 100 is firedrill itself, or one of its parents']);
  });

  test('what it may not signal', async () => {
    table.forbidden.add(table.add({ argv: ['app'] }).pid);
    expect(await refusals({ command: ['app'] })).toEqual(['this user may not signal pid 1001']);
  });

  test('a pid file older than the process that has the pid now', async () => {
    const { pid, startTime } = table.add({ argv: ['stranger'] });
    table.pidFiles.set('/srv/app.pid', { pid, written: startTime - 1000 });
    expect(await refusals({ 'pid-file': 'app.pid' })).toEqual(['/srv/app.pid is older than pid 1001, which is therefore another process']);
  });

  test('a restart that cannot be run, or would run as another user', async () => {
    const written = (program: string): object => ({ command: ['app'], recovers: undefined, restart: [program] });
    table.add({ argv: ['app'], owner: 33 });
    expect(await refusals(written('no-such-program'))).toEqual(['no-such-program, which would start it again, cannot be run from /srv']);
    expect(await refusals(written('app'))).toEqual(['restart would bring the process back as another user than the one it runs as']);
  });

  test('anything but Linux', async () => {
    table.platform = 'darwin';
    expect(await refusals({ port: 8080 })).toEqual(['process faults need Linux, and this is darwin']);
  });
});

describe('process.kill', () => {
  test('leaves a recycled pid alone', async () => {
    const { pid } = table.add({ argv: ['app'] });
    const spec = by({ command: ['app'] });
    const { undo } = await injector.prepare(spec, id, never);
    table.running.delete(pid);
    table.add({ pid, argv: ['stranger'] });
    await expect(injector.apply(spec, undo, never)).rejects.toThrow('Cannot kill pid 1001: it ended by itself since it was chosen.');
    expect(table.signals).toEqual([]);
  });

  test('kills the one that the seed picks, and takes no bystander for its replacement', async () => {
    table.add({ argv: ['app'] });
    table.add({ argv: ['app'] });
    const undo = await inject({ command: ['app'], pick: 'one' });
    expect(table.signals).toEqual([{ pid: 1002, signal: 'SIGKILL' }]);
    expect(await injector.observe(undo, never)).toMatchObject({ presence: 'present', hits: 1 });
    expect(await injector.restore(undo, over)).toMatchObject({ kind: 'left' });
    table.add({ argv: ['app'] });
    expect(await injector.observe(undo, never)).toMatchObject({ presence: 'absent', detail: '1 gone, back as pid 1003' });
  });

  test('was there, although the supervisor was quicker than the first look', async () => {
    table.add({ argv: ['app'] });
    table.onEnd = ({ argv }) => void table.add({ argv });
    const undo = await inject({ command: ['app'] });
    expect(await injector.observe(undo, never)).toEqual({ presence: 'present', hits: 1, detail: '1 gone, back as pid 1002' });
    expect(await injector.observe(undo, never)).toMatchObject({ presence: 'absent' });
  });

  test('is partly there while one of two is back', async () => {
    table.add({ argv: ['app'] });
    table.add({ argv: ['app'] });
    const undo = await inject({ command: ['app'], pick: 'all' });
    await injector.observe(undo, never);
    table.add({ argv: ['app'] });
    expect(await injector.observe(undo, never)).toMatchObject({ presence: 'partly' });
  });

  test('says how to look when no supervisor brings it back', async () => {
    table.add({ argv: ['app'], ports: [8080] });
    const undo = await inject({ port: 8080 });
    expect(await injector.restore(undo, over)).toEqual({
      kind: 'left',
      left: [
        {
          target: 'the process listening on port 8080',
          why: '1 killed, 0 back; its supervisor has not brought it back: start it by hand',
          command: "ss -ltnp 'sport = :8080'",
        },
      ],
    });
  });

  test('starts nothing when somebody has started it already', async () => {
    table.add({ argv: ['app'] });
    const undo = await inject({ command: ['app'], recovers: undefined, restart: ['app'] });
    table.add({ argv: ['app'] });
    expect(await injector.restore(undo, never)).toMatchObject({ kind: 'restored' });
    expect(table.started).toEqual([]);
  });

  test('starts it once, though two restores follow each other before it matches', async () => {
    table.add({ argv: ['app'], ports: [8080] });
    const undo = await inject({ port: 8080, recovers: undefined, restart: ['app', '--port', '8080'] });
    const halts = [new AbortController(), new AbortController()];
    table.onSpawn = () => halts[0]?.abort();
    expect(await injector.restore(undo, halts[0]?.signal ?? never)).toMatchObject({ kind: 'left', left: [{ command: 'cd /srv && setsid app --port 8080 &' }] });
    expect(table.started).toHaveLength(1);
    const second = injector.restore(undo, never);
    table.add({ argv: ['app'], ports: [8080] });
    expect(await second).toMatchObject({ kind: 'restored' });
    expect(table.started).toHaveLength(1);
  });

  test('what it starts belongs to the application that the victim belonged to, and to no injection else', async () => {
    table.add({ argv: ['app'], env: { [injectionMark]: 'fd-7k2-0', SECRET: 'hush' } });
    const undo = await inject({ command: ['app'], recovers: undefined, restart: ['app'] });
    expect(JSON.stringify(undo)).not.toContain('hush');
    await injector.restore(undo, never);
    expect(table.started[0]).toEqual({ argv: ['app'], cwd: '/srv', env: { FIREDRILL_RESTARTED: 'fd-7k2-1', [injectionMark]: 'fd-7k2-0' } });
  });

  test('is left, with the reason, when it cannot be started again', async () => {
    table.add({ argv: ['app'] });
    const undo = await inject({ command: ['app'], recovers: undefined, restart: ['no-such-program'] });
    expect(await injector.restore(undo, never)).toMatchObject({ left: [{ why: 'it cannot be started again: spawn ENOENT' }] });
  });
});
