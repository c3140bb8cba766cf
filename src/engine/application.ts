import { join } from 'node:path';
import type { JsonObject } from '../domain/json.ts';
import { ms, showMs, type Ms } from '../domain/units.ts';
import type { Injector, ProxyAddress } from '../ports/injector.ts';
import type { Injection } from './injection.ts';
import type { Intent } from './ledger.ts';
import { reason } from '../domain/reason.ts';
import { Refused } from '../domain/refused.ts';
import { contextOf, type Plan } from './plan.ts';
import type { Stage } from './stage.ts';

/**
 * Uses the application as it is when it already answers; otherwise starts it, and the embedded proxies it is wired through, as
 * undo entries of the run: whoever restores the run ends them too.
 */
export async function raiseApplication(plan: Plan, stage: Stage): Promise<void> {
  const { application, name } = plan.experiment;
  if (application === undefined) return;
  if (await answers(application.ready, stage)) {
    stage.journal.emit({ kind: 'application.used', name, detail: `${application.ready} answers already` });
    return;
  }
  for (const [api, proxies] of embedded(plan.proxies)) await startProxy(api, proxies, plan, stage);
  const { start: argv, env } = application;
  const started = await startProgram('application', { argv, env: { ...env }, cwd: plan.experiment.folder, serves: null }, plan, stage);
  await untilReady(application.ready, application.within, started, stage);
}

/** The embedded proxies by their control address, those that say where they listen and lead. */
function embedded(proxies: Plan['proxies']): ReadonlyMap<string, readonly (readonly [string, ProxyAddress])[]> {
  const startable = Object.entries(proxies).filter(([, proxy]) => proxy.kind === 'embedded' && proxy.listen !== undefined && proxy.upstream !== undefined);
  return Map.groupBy(startable, ([, { api }]) => api);
}

async function startProxy(api: string, proxies: readonly (readonly [string, ProxyAddress])[], plan: Plan, stage: Stage): Promise<void> {
  if (await answers(`${api}/version`, stage)) return;
  const config = join(stage.record.folder, 'proxies.json');
  const entries = proxies.map(([name, { listen, upstream }]) => ({ name, listen, upstream, enabled: true }));
  await stage.world.writeFile(config, JSON.stringify(entries, null, 2));
  const argv = stage.world.proxyCommand(new URL(api).host, config);
  const started = await startProgram('proxy', { argv, env: {}, cwd: plan.experiment.folder, serves: api.replace(/\/+$/, '') }, plan, stage);
  await untilReady(`${api}/version`, ms(10_000), started, stage);
}

async function startProgram(
  name: 'application' | 'proxy',
  program: { readonly argv: readonly string[]; readonly env: Record<string, string>; readonly cwd: string; readonly serves: string | null },
  plan: Plan,
  stage: Stage,
): Promise<Injection> {
  const { journal, halt, record } = stage;
  const log = join(record.folder, `${name}.log`);
  const injector = await stage.world.injector('application', contextOf(plan));
  const spec: JsonObject = { ...program, argv: [...program.argv], stdout: log, stderr: log };
  // One group: the proxy ends after the application that is wired through it.
  const intent: Intent = { fault: name, type: 'application', group: 'programs', env: [], spec };
  const injection = await bringUp(intent, injector, stage).catch((error: unknown) => {
    throw new Refused([{ why: `the ${name} cannot be started: ${reason(error)}.`, hint: `See ${log}.` }]);
  });
  if (!halt.signal.aborted) journal.emit({ kind: 'application.started', name, detail: `${program.argv.join(' ')}, its output in ${log}` });
  return injection;
}

async function bringUp(intent: Intent, injector: Injector, { ledger, halt }: Stage): Promise<Injection> {
  const injection = await ledger.enter(intent, injector, halt.signal);
  const applied = await injection.apply(intent.spec, halt.signal);
  if (applied.kind === 'unclear') throw new Error(applied.why);
  if (applied.kind === 'refused') throw new Refused(applied.refusals);
  await ledger.applied(injection, halt.signal);
  return injection;
}

async function untilReady(url: string, within: Ms, program: Injection, stage: Stage): Promise<void> {
  const { clock } = stage.world;
  const until = clock.now() + within;
  const name = program.entry.fault;
  const log = join(stage.record.folder, `${name}.log`);
  while (!stage.halt.signal.aborted) {
    // Looked at before it is asked: one that answers and then ends has still answered.
    const { presence } = await program.observe(stage.halt.signal);
    if (await answers(url, stage)) return;
    if (presence === 'absent') throw new Refused([{ why: `the ${name} was started and has ended, and ${url} does not answer 2xx.`, hint: hintOfEnded(log) }]);
    if (clock.now() >= until)
      throw new Refused([{ why: `the ${name} was started and ${url} does not answer 2xx within ${showMs(within)}.`, hint: `See ${log}.` }]);
    await clock.sleep(ms(100), stage.halt.signal);
  }
}

const hintOfEnded = (log: string): string => `See ${log}. It has to stay in the foreground, so that it can be ended with the run.`;

async function answers(url: string, stage: Stage): Promise<boolean> {
  using deadline = stage.world.clock.deadline(ms(2000), stage.halt.signal);
  return await stage.world.http.request({ url, signal: deadline.signal }).then(
    ({ status }) => status >= 200 && status < 300,
    () => false,
  );
}
