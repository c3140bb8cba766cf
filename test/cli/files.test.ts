import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { flag, place } from './firedrill.ts';

// A machine that is busy starts programs slowly.
vi.setConfig({ testTimeout: 60_000 });

const broken = flag.replace('steady-state:', 'steady-sate:');
const said = `broken.yaml:7:1  steady-sate is not a key of an experiment.
  7 | steady-sate:
    | ^^^^^^^^^^^  did you mean steady-state?`;

const read = `flag: Orders go on while the flag is off.
environment (none: loopback alone)

steady state, before and after:
  orders at least 1 (mean)

fault off (command), at once, for 5 s:
  does       runs touch off
  touches    touch off
  at worst   whatever the program does
  restores   runs rm -f off, and observes that the fault is gone
  proof      its state is read back
  defence    runner, guardian, no lease: what a program does has no expiry that firedrill could set, firedrill restore
  rights     to run rm
  locks      command:<here>:["touch","off"]

the hypothesis, in numbers:
  during: orders at least 1 (mean)
  recovery: steady state again within 1 m of the restore

halts at once when:
  orders below 1; at worst 2 s after the breach: 1 s until the next sample + 1 s for the sample at most
  orders is blind for longer than 3 s
  the faults have been in for 10 m, or you say so

takes about 2 m 23 s with every wait used up: steady state 25 s, baseline 18 s, faults 5 s, restore 30 s, recovery 1 m 5 s
`;

describe.concurrent('validate', () => {
  test('says that a good file is valid', async () => {
    await using here = await place();
    await here.write('flag.yaml', flag);
    expect(await here.firedrill('validate', 'flag.yaml')).toEqual({ code: 0, out: 'flag.yaml: valid\n', err: '' });
  });

  test('says what is wrong with a broken one, where, and what was meant', async () => {
    await using here = await place();
    await here.write('broken.yaml', broken);
    const { code, out, err } = await here.firedrill('validate', 'broken.yaml');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(said);
  });

  test('looks at every experiment of a folder, and at nothing else in it', async () => {
    await using here = await place();
    await here.write('a.yaml', flag);
    await here.write('b.json', '{"kind": "Other"}');
    await here.write('broken.yaml', broken);
    const { code, out, err } = await here.firedrill('validate', '.');
    expect({ code, out }).toEqual({ code: 2, out: 'a.yaml: valid\n' });
    expect(err).toContain(said);
  });

  test('calls a module that cannot be imported invalid, and no bug of ours', async () => {
    await using here = await place();
    await here.write('broken.ts', '\nexport default {{{');
    await here.write('thrown.ts', "const team: string = 'ops';\nthrow new Error(`no ${team}`);\n");
    await here.write('other.ts', 'export const one = 1;\n');
    const { code, err } = await here.firedrill('validate', 'broken.ts', 'thrown.ts', 'other.ts');
    expect(code).toBe(2);
    const [broken, ...others] = err.split('\n');
    expect(broken).toMatch(/^Cannot read broken\.ts:2: Unexpected token.*\. Correct the module, so that it can be imported\.$/);
    expect(others).toEqual([
      'Cannot read thrown.ts:2:7: no ops. Correct the module, so that it can be imported.',
      'Cannot read other.ts: it has no default export. Give it one: export default defineExperiment({ … })',
      '',
    ]);
  });

  test('reads a module that imports firedrill where nothing of that name is installed', async () => {
    await using here = await place();
    await here.write('flag.ts', `import { defineExperiment } from 'firedrill';\nexport default defineExperiment(${JSON.stringify(parse(flag))});\n`);
    expect(await here.firedrill('validate', 'flag.ts')).toEqual({ code: 0, out: 'flag.ts: valid\n', err: '' });
  });

  test('needs no terminal and no colour', async () => {
    await using here = await place();
    await here.write('broken.yaml', broken);
    for (const env of [{}, { NO_COLOR: '1' }, { CI: 'true' }]) {
      const { out, err } = await here.node([], ['validate', 'broken.yaml'], env);
      expect(`${out}${err}`).not.toContain('\u001B');
    }
  });
});

describe.concurrent('doctor', () => {
  test('looks at the config, and says what of it cannot be used here', async () => {
    await using here = await place();
    expect((await here.firedrill('doctor')).out).toContain('ok    no firedrill.config.yaml here or above: loopback alone may be touched\n');
    const eu = 'eu: { production: false, prometheus: { url: "http://127.0.0.1:9090", bearer: "${env:NOT_SET}" } }';
    await here.write('firedrill.config.yaml', `environments:\n  ${eu}\nsinks:\n  team: { type: webhook, url: http://127.0.0.1:1, secret: "\${env:HOOK}" }\n`);
    const good = await here.firedrill('doctor');
    expect(good.code, good.out).toBe(0);
    expect(good.out).toContain(`ok    the config can be read: firedrill.config.yaml
ok    environment eu of firedrill.config.yaml cannot be used here
      Environment variable NOT_SET is not set.
ok    sinks.team of firedrill.config.yaml cannot be used here
      Environment variable HOOK is not set.
`);
    await here.write('firedrill.config.yaml', 'environments:\n  prod: { production: maybe }\n');
    const wrong = await here.firedrill('doctor');
    expect(wrong.code).toBe(4);
    expect(wrong.out).toContain('FAIL  the config is wrong\n      firedrill.config.yaml:2:23  maybe is not a value of production.\n        2 | ');
  });
});

test('schedule export into what is no folder says so, and ends with 2', async () => {
  await using here = await place();
  await here.write('taken', '');
  const schedule = join(import.meta.dirname, '../../experiments/weekly/schedule.yaml');
  const { code, err } = await here.firedrill('schedule', 'export', schedule, '--to', 'systemd', '--out', 'taken');
  expect({ code, err }).toEqual({ code: 2, err: "Cannot write into taken: EEXIST: file already exists, mkdir 'taken'.\n  Name another folder with --out.\n" });
});

describe.concurrent('plan', () => {
  test('reads what a run would do aloud, and touches nothing', async () => {
    await using here = await place();
    await here.write('flag.yaml', flag);
    const { code, out, err } = await here.firedrill('plan', 'flag.yaml');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.replaceAll(here.path, '<here>')).toBe(read);
  });

  test('is JSON for programs', async () => {
    await using here = await place();
    await here.write('flag.yaml', flag);
    const { code, out } = await here.firedrill('plan', 'flag.yaml', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      experiment: { name: 'flag' },
      production: false,
      faults: [{ spec: { name: 'off' }, plan: { effect: 'observed' } }],
      detection: [{ worst: 2000 }],
      refusals: [],
    });
  });

  test('of a broken file says what is wrong, and ends with 2', async () => {
    await using here = await place();
    await here.write('broken.yaml', broken);
    const { code, out, err } = await here.firedrill('plan', 'broken.yaml', '--json');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(said);
  });

  test('of what the environment does not allow ends with 4', async () => {
    await using here = await place();
    await here.write('flag.yaml', flag.replace('slis:', 'environment: nowhere\nslis:'));
    const { code, out } = await here.firedrill('plan', 'flag.yaml');
    expect(code).toBe(4);
    expect(out).toContain('\nNot injecting: ');
  });

  test('of what the machine does not allow ends with 4: a variable that restore needs and lacks, runs that are blocked', async () => {
    await using here = await place();
    await here.write('flag.yaml', flag.replace('    for: 5s', '    needs-env: [FLAGS_TOKEN]\n    for: 5s'));
    const refusal = (out: string): readonly string[] => out.split('\n').filter((line) => line.startsWith('Not injecting: '));
    const lacking = 'Not injecting: restore needs the environment variable FLAGS_TOKEN, and it is not set.';
    const { code, out } = await here.firedrill('plan', 'flag.yaml');
    expect({ code, refusals: refusal(out) }).toEqual({ code: 4, refusals: [lacking] });
    expect(existsSync(join(here.path, 'state'))).toBe(false);
    await here.firedrill('abort', '--all', '--block', 'freeze until Monday');
    const blocked = await here.firedrill('plan', 'flag.yaml');
    expect(refusal(blocked.out)).toEqual(['Not injecting: runs are blocked: freeze until Monday.', lacking]);
    const { code: allowed } = await here.node([], ['plan', 'flag.yaml'], { FLAGS_TOKEN: 'x' });
    expect(allowed).toBe(4);
    await here.firedrill('unblock');
    expect((await here.node([], ['plan', 'flag.yaml'], { FLAGS_TOKEN: 'x' })).code).toBe(0);
  });

  test('repeats no secret, neither to people nor to programs', async () => {
    await using here = await place();
    await here.write('flag.yaml', flag.replace('[touch, off]', "[touch, '${env:TOKEN}']"));
    for (const options of [[], ['--json']]) {
      const { code, out, err } = await here.node([], ['plan', 'flag.yaml', ...options], { TOKEN: 's3cr3t' });
      expect(code).toBe(4);
      expect(out + err).not.toContain('s3cr3t');
      expect(out).toContain('touch');
      expect(out).toContain('***');
    }
  });
});
