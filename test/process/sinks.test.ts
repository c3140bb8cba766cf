import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { httpReceiver, type Mode, type Receiver, type Taken } from '../sinks/receiver.ts';
import { expectFinished, expectNothingLeft, recordOf, runIn, startDrill, type Drill } from './drill.ts';
import { configOf, faultsOf, type Changes, type Places } from './experiment.ts';
import { activeIn } from './outside.ts';
import { until } from './programs.ts';
import { startProxy, type RunningProxy } from './proxy.ts';

let proxy: RunningProxy;
beforeAll(async () => void (proxy = await startProxy()));
afterAll(async () => proxy[Symbol.asyncDispose]());

/** Each credential of each sink: found anywhere but in its own file, it has leaked. */
const canaries = {
  hook: 'canary-hook-0123456789',
  grafana: 'canary-grafana',
  pager: 'canary-pagerduty-routing-key-032',
  push: 'canary-push',
  otlp: 'canary-otlp',
  slack: 'xoxb-canary',
};

const kinds = { hook: 'webhook', charts: 'grafana', pager: 'pagerduty', push: 'pushgateway', traces: 'opentelemetry' } as const;
type Name = keyof typeof kinds;
const names = Object.keys(kinds) as readonly Name[];

interface Receivers extends AsyncDisposable {
  readonly of: Readonly<Record<Name, Receiver>>;
  mode(modes: Readonly<Record<Name, Mode>>): Promise<void>;
}

const everywhere = (mode: Mode): Readonly<Record<Name, Mode>> => ({ hook: mode, charts: mode, pager: mode, push: mode, traces: mode });

/** What a message is about, in a word: the contracts of the sinks look closer. */
function wordOf({ method, path, headers, body }: Taken): string {
  if (headers['x-firedrill-event'] !== undefined) return String(headers['x-firedrill-event']);
  if (path === '/v2/change/enqueue') return / started /.test(body) ? 'started' : 'ended';
  return `${method} ${path.replace(/@base64.*/, '')}`;
}

async function receivers(): Promise<Receivers> {
  const pairs = await Promise.all(names.map(async (name) => [name, await httpReceiver((taken) => ({ words: wordOf(taken), body: '{"id":7}' }))] as const));
  const of = Object.fromEntries(pairs) as Record<Name, Receiver>;
  return {
    of,
    mode: async (modes) => void (await Promise.all(names.map((name) => of[name].mode(modes[name])))),
    [Symbol.asyncDispose]: async () => void (await Promise.all(names.map((name) => of[name][Symbol.asyncDispose]()))),
  };
}

/** Every kind of sink under the config of the drill, its credentials in files beside it. */
function withSinks({ of }: Receivers, environment: Changes = {}): (places: Places) => void {
  return (places) => {
    for (const [name, secret] of Object.entries(canaries)) writeFileSync(join(places.folder, `${name}.secret`), secret);
    const secret = (name: keyof typeof canaries): string => `\${file:${name}.secret}`;
    const sinks = {
      hook: { type: 'webhook', url: `${of.hook.address}/hook`, secret: secret('hook') },
      charts: { type: 'grafana', url: of.charts.address, token: secret('grafana') },
      pager: { type: 'pagerduty', url: of.pager.address, 'routing-key': secret('pager') },
      push: { type: 'pushgateway', url: of.push.address, token: secret('push') },
      traces: { type: 'opentelemetry', endpoint: of.traces.address, headers: { authorization: `Bearer ${secret('otlp')}` } },
      team: { type: 'slack', token: secret('slack'), channel: 'C024BE91L', api: `${of.hook.address}/slack/` },
      elsewhere: { type: 'webhook', url: `${of.hook.address}/never`, secret: secret('hook'), environments: ['production'] },
      ci: { type: 'github' },
      unset: { type: 'grafana', url: of.charts.address, token: '${env:NOT_SET_ANYWHERE}' },
    };
    const { environments } = JSON.parse(configOf(places)) as { readonly environments: { readonly drill: Changes } };
    const config = { environments: { drill: { ...environments.drill, ...environment } }, sinks };
    writeFileSync(join(places.folder, 'firedrill.config.yaml'), JSON.stringify(config));
  };
}

const statesIn = ({ places: { folder } }: Drill): Readonly<Record<string, string>> => {
  const notes = join(folder, '.firedrill', 'runs', runIn(folder), 'sinks');
  const files = readdirSync(notes).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(files.map((file) => [file.replace('.json', ''), (JSON.parse(readFileSync(join(notes, file), 'utf8')) as { state: string }).state]));
};

/** Nothing that the run wrote or said repeats a credential. */
function expectNoCanary(folder: string, ...said: readonly string[]): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile() && !file.name.endsWith('.secret'));
  for (const file of files) expect(readFileSync(join(file.parentPath, file.name), 'latin1'), file.name).not.toMatch(/canary/i);
  for (const text of said) expect(text).not.toMatch(/canary/i);
}

test.concurrent('sinks that are dead, hang, fail or hang up change nothing about a run, and are told later', async () => {
  await using all = await receivers();
  await all.mode({ hook: 'refuses', charts: 'hangs', pager: 'fails', push: 'resets', traces: 'hangs' });
  using drill = await startDrill({ proxy, args: [], before: withSinks(all) });
  await until('it is judged', () => drill.cli.lines.some((line) => line.startsWith('HELD')) || drill.cli.child.exitCode !== null, 90_000);
  await until('it holds nothing any more', () => activeIn(drill.state).length === 0, 30_000);
  expect(drill.cli.child.exitCode, 'its locks are free while it still tells').toBeNull();
  const { code, out, err } = await drill.ended();
  expect(code, err).toBe(0);
  expect(out).toMatch(/^HELD {2}drill: /m);
  expect(err).toContain('Not telling unset of this run: Environment variable NOT_SET_ANYWHERE is not set.');
  const run = runIn(drill.places.folder);
  for (const name of [...names, 'team'])
    expect(err).toMatch(new RegExp(`^Not delivered to ${name} so far: .+ The next run sends it, or now: firedrill report --resend ${run}$`, 'm'));
  expect(recordOf(drill.places.folder, run).map(({ kind }) => kind)).not.toContain('subscriber.dropped');
  await expectNothingLeft(drill);
  expectFinished(drill.places.folder);

  await all.mode(everywhere('well'));
  const sent = await drill.other('report', '--resend');
  for (const name of names) expect(sent.out).toContain(`Run ${run}: delivered to ${name}.`);
  expect(statesIn(drill)).toEqual({ hook: 'delivered', charts: 'delivered', pager: 'delivered', push: 'delivered', traces: 'delivered', team: 'undelivered' });
  expect([sent.code, sent.out]).toEqual([4, expect.stringContaining(`Run ${run}: not delivered to team: `)]);
  expect(all.of.hook.got.filter((word) => word.startsWith('run.') || word.startsWith('verdict.'))).toEqual(['run.started', 'verdict.reached', 'run.finished']);
  expect(all.of.charts.got).toEqual(['POST /api/annotations', 'PATCH /api/annotations/7']);
  expect(all.of.pager.got).toEqual(['started', 'ended']);
  expect(all.of.traces.got).toEqual(['POST /v1/traces', 'POST /v1/logs']);
  expectNoCanary(drill.places.folder, out, err, sent.out, sent.err);
});

test.concurrent('sinks hear of the end of a run whose runner was killed, as soon as its guardian has restored', async () => {
  await using all = await receivers();
  using drill = await startDrill({ proxy, before: withSinks(all), changes: (places) => ({ faults: faultsOf(places, '50s') }) });
  await drill.event((event) => event.kind === 'fault.present' && event.fault === 'flag');
  drill.signal('SIGKILL');
  const { signal, err } = await drill.ended();
  expect(signal, err).toBe('SIGKILL');
  await until('all are told', () => names.every((name) => statesIn(drill)[name] === 'delivered'), 60_000);
  expect(all.of.hook.got.filter((word) => word.startsWith('run.'))).toEqual(['run.started', 'run.finished']);
  expect(all.of.push.got.at(-1)).toBe('PUT /metrics/job');
  expect(expectFinished(drill.places.folder)).toMatchObject({ outcome: 'aborted', by: 'guardian' });
  await expectNothingLeft(drill);
  expectNoCanary(drill.places.folder, err);
});

test.concurrent('what a sink did not get of one run is sent beside the next', async () => {
  await using all = await receivers();
  await all.mode({ ...everywhere('well'), hook: 'refuses' });
  // Refused runs are told as well, and are over soon.
  const changes = (): Changes => ({ limits: { duration: '61s', restore: '10s', blind: '3s' } });
  using drill = await startDrill({ proxy, args: [], before: withSinks(all, { limits: { duration: '1s' } }), changes });
  const { code, err } = await drill.ended();
  expect(code, err).toBe(4);
  const run = runIn(drill.places.folder);
  expect(statesIn(drill)).toMatchObject({ hook: 'undelivered', charts: 'delivered' });
  await all.mode(everywhere('well'));
  const finished = (): number => all.of.hook.got.filter((word) => word === 'run.finished').length;
  const next = await drill.other('run', 'drill.json');
  expect(next.err).toContain(`Sending what was not delivered of ${run}: firedrill report --resend says how that goes.`);
  await until('both are told', () => finished() === 2, 60_000);
  expect((await drill.other('report', '--resend')).out).not.toContain('delivered to hook');
});
