import { ms } from '../domain/units.ts';
import type { Config } from '../experiment/config.ts';
import { systemClock } from '../platform/clock.ts';
import { createHttp } from '../platform/http.ts';
import { configOf } from './config-of.ts';
import type { Finding } from './diagnose.ts';
import { baseFolder } from './run-folder.ts';
import { slackSinks } from './slack-sinks.ts';

const patience = ms(60_000);

/** Whether the Slack sinks of the config could do their work; posts nothing. @throws CommandFailed where the config is wrong. */
export async function diagnoseSlack(): Promise<readonly Finding[]> {
  const config = configOf(baseFolder());
  const [sinks, unusable] = [slackSinks(config), unusableSinks(config)];
  if (sinks.length + unusable.length === 0) return [{ ok: false, what: 'the config has no Slack sink', hint: 'docs/sinks.md says how to add one.' }];
  const { checkSlack } = await import('../sinks/slack/check.ts');
  await using http = createHttp();
  using deadline = systemClock.deadline(patience);
  const checked = await Promise.all(
    sinks.map(async ({ name, settings }) => {
      const checks = await checkSlack(settings, { clock: systemClock, http }, deadline.signal);
      return checks.map((check) => of(name, check));
    }),
  );
  return [...unusable, ...checked.flat()];
}

const of = (name: string, check: Finding): Finding => ({ ...check, what: `${name}: ${check.what}` });

/** Of whatever kind: what a sink is that lacks a secret may stand in what is missing. */
const unusableSinks = (config: Config | undefined): readonly Finding[] =>
  Object.entries(config?.unusable ?? {}).flatMap(([what, problems]) =>
    what.startsWith('sinks.')
      ? problems.map(({ message }) => ({
          ok: false,
          what: `${what.slice('sinks.'.length)}: ${message}`,
          hint: 'Set it where firedrill runs; until then nothing is told there.',
        }))
      : [],
  );
