import { describe, expect, test, vi } from 'vitest';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { end, bin, flag, place } from './firedrill.ts';

// A machine that is busy starts programs slowly.
vi.setConfig({ testTimeout: 60_000 });

const commands = [
  'validate',
  'plan',
  'run',
  'abort',
  'unblock',
  'restore',
  'sweep',
  'runs',
  'trend',
  'findings',
  'digest',
  'report',
  'rbac',
  'audit',
  'doctor',
  'proxy',
];

describe.concurrent('--help', () => {
  test('lists every command, the exit codes and examples', async () => {
    await using here = await place();
    const { code, out, err } = await here.firedrill('--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const command of commands) expect(out).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(out).not.toContain('guardian');
    expect(out).toContain('Exit codes: 0 held');
    expect(out).toContain('Examples:\n  firedrill validate');
  });

  test('of every command gives an example of it', async () => {
    await using here = await place();
    const all = await Promise.all(commands.map(async (command) => ({ command, ...(await here.firedrill(command, '--help')) })));
    for (const { command, code, out } of all) {
      expect({ command, code }).toEqual({ command, code: 0 });
      expect(out).toMatch(new RegExp(`\\nExamples?:\\n(  .*\\n)*  firedrill ${command}`));
    }
  });
});

describe.concurrent('a command line that is wrong', () => {
  test.each([
    [['rn'], "error: unknown command 'rn'\n(Did you mean run?)\n(firedrill --help, or firedrill <command> --help)\n"],
    [['run', '--jsn', 'x.yaml'], "error: unknown option '--jsn'\n(Did you mean --json?)\n(firedrill run --help)\n"],
    [['validate'], "error: missing required argument 'files'\n(firedrill validate --help)\n"],
    [
      ['validate', 'x.yaml', '--var', 'for'],
      "error: option '--var <name=value>' argument 'for' is invalid. Write it as name=value.\n(firedrill validate --help)\n",
    ],
    [['abort'], 'Cannot abort: name one run, or say --all.\n  firedrill runs lists them.\n'],
    [
      ['schedule', 'export', 'x.yaml', '--to', 'systemd', '--image', 'x:1'],
      'Cannot export to systemd: --image has no effect there.\n  Leave it out, or name another calendar with --to.\n',
    ],
    [['proxy', '--listen', '8475'], 'Cannot start the proxy: 8475 is no address.\n  Write --listen host:port, such as 127.0.0.1:8474.\n'],
    [['proxy', '--config', 'none.yaml'], /^Cannot read proxies: none\.yaml: ENOENT.*\.\n {2}Write a list of \{ name, listen, upstream, enabled \}\.\n$/],
    [['restore', 'nobody'], /^Cannot find run nobody: it is not under .*\n {2}firedrill runs lists them\.\n$/],
    [['report', 'nobody'], /^Cannot find run nobody/],
    [
      ['validate', '.'],
      'Cannot find an experiment in .: no file there says kind: Experiment, and no module exports a defineExperiment(…).\n  Name an experiment file, or a folder of them.\n',
    ],
  ] as const)('%j ends with 2 and the way out', async (args, err) => {
    await using here = await place();
    const ended = await here.firedrill(...args);
    expect(ended).toMatchObject({ code: 2, out: '' });
    if (typeof err === 'string') expect(ended.err).toBe(err);
    else expect(ended.err).toMatch(err);
  });
});

describe.concurrent('an old Node', () => {
  test('is told what it is and what is needed, in one line', async ({ skip }) => {
    await using here = await place();
    const path = (process.env['PATH'] ?? '')
      .split(':')
      .filter((folder) => !folder.includes('node_modules'))
      .join(':');
    const { out: found } = await end('/usr/bin/env', ['node', '--version'], here.path, { PATH: path });
    const [major = 99] = found.slice(1).split('.').map(Number);
    if (found === '' || major >= 24) return skip(`the machine's own node is ${found === '' ? 'absent' : found.trim()}`);
    const { code, out, err } = await end('/usr/bin/env', ['node', bin, 'doctor'], here.path, { PATH: path });
    expect({ code, out }).toEqual({ code: 70, out: '' });
    expect(err).toMatch(/^Cannot run: this is Node [\d.]+, and firedrill needs 24\.12 or newer\. .*\n$/);
  });
});

describe.concurrent('cold starts', () => {
  const allowed = {
    '--help': ['commander'],
    validate: ['commander', 'leven', 'yaml', 'zod'],
  };
  /** Notes every package that is imported or required. */
  const spy = `import { registerHooks } from 'node:module';
    import { writeSync } from 'node:fs';
    registerHooks({ load(url, context, next) {
      const found = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url);
      if (found !== null) writeSync(2, 'loaded ' + found[1] + '\\n');
      return next(url, context);
    } });`;

  test.each(Object.entries(allowed))('of %s load nothing they do not need', async (command, packages) => {
    await using here = await place();
    await here.write('flag.yaml', flag);
    const hook = join(here.path, 'spy.mjs');
    await writeFile(hook, spy);
    const { code, err } = await here.node(['--import', hook], command === 'validate' ? [command, 'flag.yaml'] : [command]);
    expect(code).toBe(0);
    const loaded = new Set(err.split('\n').flatMap((line) => (line.startsWith('loaded ') ? [line.slice('loaded '.length)] : [])));
    expect([...loaded].filter((name) => !packages.includes(name))).toEqual([]);
    expect(loaded.has('commander')).toBe(true);
  });
});
