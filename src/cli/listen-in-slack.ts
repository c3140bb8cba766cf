import { systemClock } from '../platform/clock.ts';
import { createHttp } from '../platform/http.ts';
import { program } from '../platform/program.ts';
import type { Halts } from '../ports/halts.ts';
import type { Health } from '../schedule/health.ts';
import type { Config } from '../experiment/config.ts';
import { haltingApps } from './slack-sinks.ts';

/** Takes presses of the Halt button while a schedule is kept, where the config lets people halt from Slack; loads nothing where it does not. */
export async function listenInSlack(config: Config | undefined, halts: Halts, health: Health): Promise<AsyncDisposable> {
  const apps = haltingApps(config);
  for (const [name, problems] of Object.entries(config?.unusable ?? {}))
    if (name.startsWith('sinks.'))
      program.talk(`Neither notices, digests nor halting by ${name.slice('sinks.'.length)}: ${problems.map(({ message }) => message).join(' ')}`);
  const stack = new AsyncDisposableStack();
  if (apps.length === 0) return stack;
  const { listenForHalts } = await import('../sinks/slack/halt/listen.ts');
  const http = stack.use(createHttp());
  for (const [index, app] of apps.entries()) {
    const what = apps.length === 1 ? 'Halting from Slack' : `Halting from Slack (app ${index + 1})`;
    let isUp = false;
    const trouble = (why: string | undefined): void => {
      health.remark(what, why);
      if (why === undefined && !isUp) program.talk(`${what} is on: ${[...new Set(app.flatMap(({ halt: { users } }) => users))].join(', ')} may.`);
      isUp ||= why === undefined;
    };
    stack.use(listenForHalts(app, { ports: { clock: systemClock, http }, halts, say: program.talk, trouble }));
  }
  return stack;
}
