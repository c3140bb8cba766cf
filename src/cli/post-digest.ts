import type { Digest } from '../domain/memory/digest.ts';
import { reason } from '../domain/reason.ts';
import { ms } from '../domain/units.ts';
import { exitCodes } from '../domain/verdict.ts';
import type { Config } from '../experiment/config.ts';
import { systemClock } from '../platform/clock.ts';
import { createHttp } from '../platform/http.ts';
import { program } from '../platform/program.ts';
import { digestMessage } from '../report/slack/digest.ts';
import { CommandFailed } from './problem.ts';
import { slackSinks, type SlackSink } from './slack-sinks.ts';

/** Three tries, and what Slack may ask to wait. */
const patience = ms(90_000);

/** Posts a digest to every Slack sink of the config, and says where. @throws CommandFailed where there is none, or one of them was not told. */
export async function postDigest(digest: Digest, config: Config | undefined): Promise<void> {
  const sinks = slackSinks(config);
  if (sinks.length === 0) throw nowhere(config);
  using deadline = systemClock.deadline(patience);
  const failed = await postToSlack(sinks, digest, deadline.signal);
  if (failed.length > 0)
    throw new CommandFailed(`Cannot post the digest to ${failed.join('; ')}.`, 'firedrill doctor slack says what is missing.', exitCodes.refused);
}

/** Says where it was posted; gives who was not told, and why. */
export async function postToSlack(sinks: readonly SlackSink[], digest: Digest, signal: AbortSignal): Promise<readonly string[]> {
  if (sinks.length === 0) return [];
  const { post } = await import('../sinks/slack/post.ts');
  await using http = createHttp();
  const tell = async ({ name, settings }: SlackSink): Promise<readonly string[]> =>
    post(settings, digestMessage(digest), { clock: systemClock, http }, signal).then(
      () => (program.print(`Posted to ${name}.`), []),
      (error: unknown) => [`${name}: ${reason(error)}`],
    );
  return (await Promise.all(sinks.map(tell))).flat();
}

function nowhere(config: Config | undefined): CommandFailed {
  const unusable = Object.entries(config?.unusable ?? {}).flatMap(([what, problems]) =>
    what.startsWith('sinks.') ? problems.map(({ message }) => `${what.slice('sinks.'.length)}: ${message}`) : [],
  );
  if (unusable.length === 0)
    return new CommandFailed('Cannot post the digest: the config has no Slack sink.', 'docs/sinks.md says how to add one.', exitCodes.invalid);
  const why = `the config has no Slack sink that can be used here: ${unusable.join(' ').replace(/\.$/, '')}`;
  return new CommandFailed(`Cannot post the digest: ${why}.`, 'Set what is missing where this runs.', exitCodes.invalid);
}
