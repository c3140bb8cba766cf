import { digestOf, type Digest } from '../domain/memory/digest.ts';
import { systemClock } from '../platform/clock.ts';
import { program } from '../platform/program.ts';
import { digestText } from '../report/digest/text.ts';
import { configOf } from './config-of.ts';
import { openMemory } from './remember.ts';
import { baseFolder } from './run-folder.ts';
import { slackSinks } from './slack-sinks.ts';

export interface DigestOptions {
  readonly json?: true;
  readonly post?: true;
}

/** Prints what a time brought, or posts it where the config says. @throws CommandFailed where it is to be posted, and is not. */
export async function makeDigest(since: string, { json, post }: DigestOptions): Promise<void> {
  const digest = await remembered(since);
  program.print(json === true ? JSON.stringify(digest, null, 2) : digestText(digest));
  if (post !== true) return;
  const { postDigest } = await import('./post-digest.ts');
  await postDigest(digest, configOf(baseFolder()));
}

/** The same for a scheduler, which says it on its own terminal. Rejects with who was not told. */
export async function tellDigest(since: string, base: string, signal: AbortSignal): Promise<void> {
  const digest = await remembered(since, base);
  program.talk(digestText(digest));
  const { postToSlack } = await import('./post-digest.ts');
  const failed = await postToSlack(slackSinks(configOf(base)), digest, signal);
  if (failed.length > 0) throw new Error(`it was not posted to ${failed.join('; ')}`);
}

async function remembered(since: string, base?: string): Promise<Digest> {
  await using store = await openMemory(base);
  const [runs, said] = [await store.runs({}), await store.said()];
  return digestOf(runs, said, since, systemClock.wall());
}
