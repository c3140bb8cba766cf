import { digestOf } from '../domain/memory/digest.ts';
import { systemClock } from '../platform/clock.ts';
import { digestText } from '../report/digest/text.ts';
import { openMemory } from './remember.ts';

export async function makeDigest(since: string, json: boolean): Promise<string> {
  await using store = await openMemory();
  const [runs, said] = [await store.runs({}), await store.said()];
  const digest = digestOf(runs, said, since, systemClock.wall());
  return json ? JSON.stringify(digest, null, 2) : digestText(digest);
}
