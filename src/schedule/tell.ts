/** What people are told by a scheduler itself, bounded in time. */
import { iso } from '../domain/instants.ts';
import type { Next } from '../domain/program/next.ts';
import { reason } from '../domain/reason.ts';
import { ms, showMs, type Ms } from '../domain/units.ts';
import { ask, nameOf, stepOf, type Desk } from './desk.ts';

/** A notice may take so long, and no drill waits longer for it. */
const announcing = ms(10_000);
/** A digest is made first. It ends before a drill that comes due meanwhile would count as missed. */
const digesting = ms(45_000);

/** Told before it is written down: killed in between, people hear of it twice, and never not at all. */
export async function announce({ slot, at, what, environments }: Extract<Next, { readonly kind: 'announce' }>, desk: Desk): Promise<void> {
  desk.say(`${nameOf(slot)}: comes at ${iso(at)}: ${what}.`);
  const hearing = desk.announcers.filter((announcer) => environments.some((one) => announcer.hears(one)));
  await Promise.all(
    hearing.map(async (announcer) => {
      const why = await inTime(announcing, desk, (signal) => announcer.announce(slot, at, what, signal));
      if (why !== undefined) desk.say(`${announcer.name} was not told of ${nameOf(slot)}: ${why}`);
    }),
  );
  await ask(desk, (store) => store.step(stepOf(desk, slot, { kind: 'announced' })));
}

/** Written down before it is told: killed in between, a digest is lost, and never told twice. Gives how its slot ends. */
export async function tellDigest(
  { slot, since }: Extract<Next, { readonly kind: 'digest' }>,
  desk: Desk,
  operator: AbortSignal,
): Promise<Extract<Next, { readonly kind: 'finish' }>> {
  await ask(desk, (store) => store.step(stepOf(desk, slot, { kind: 'announced' })));
  const why = await inTime(digesting, desk, (signal) => desk.digest(since, AbortSignal.any([signal, operator])));
  return why === undefined ? { kind: 'finish', slot, how: 'done' } : { kind: 'finish', slot, how: 'stopped', reason: why };
}

/** Why it was not done; `undefined` where it was. Whatever ignores its signal is left behind. */
async function inTime(limit: Ms, { clock }: Desk, act: (signal: AbortSignal) => Promise<void>): Promise<string | undefined> {
  using deadline = clock.deadline(limit);
  const late = new Promise<never>((_, reject) =>
    deadline.signal.addEventListener('abort', () => reject(new Error(`no answer within ${showMs(limit)}`)), { once: true }),
  );
  return await Promise.race([act(deadline.signal), late]).then(() => undefined, reason);
}
