/** Keeps a connection to Slack for as long as a schedule is kept: lost ones are made again, at a bounded rate. */
import { reason } from '../../../domain/reason.ts';
import { ms, type Ms } from '../../../domain/units.ts';
import type { Clock } from '../../../ports/clock.ts';
import { SlackTrouble } from '../trouble.ts';
import type { Session } from './session.ts';

/** One that lasted so long was good, and its end is Slack's habit. */
const settled = ms(60_000);
const first = 1000;
const longest = 60_000;
/** After a no that only a person can turn into a yes. */
const refused = ms(600_000);

export interface LineOptions {
  readonly clock: Clock;
  /** What is wrong with the line; `undefined`: nothing is. */
  readonly trouble: (why: string | undefined) => void;
  readonly signal: AbortSignal;
}

/** Resolves when the signal aborts, and never rejects. */
export async function keepLine(open: () => Promise<Session>, { clock, trouble, signal }: LineOptions): Promise<void> {
  for (let failures = 0; !signal.aborted;) {
    const begun = clock.now();
    const failed = await hold(open, signal, () => trouble(undefined));
    if (signal.aborted) return;
    failures = failed === undefined && clock.now() - begun >= settled ? 0 : failures + 1;
    // A first end is Slack's habit too: said only where it comes again.
    if (failed !== undefined || failures > 1) trouble(failed?.message ?? 'Slack ends every connection at once');
    await clock.sleep(pause(failures, failed), signal);
  }
}

/** Until it is gone; gives what kept it from being made. */
async function hold(open: () => Promise<Session>, signal: AbortSignal, up: () => void): Promise<Error | undefined> {
  try {
    const session = await open();
    const close = (): void => session.close();
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted) close();
    up();
    await session.ended;
    signal.removeEventListener('abort', close);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(reason(error));
  }
}

function pause(failures: number, failed: Error | undefined): Ms {
  const usual = Math.min(longest, first * 2 ** Math.max(0, failures - 1));
  if (!(failed instanceof SlackTrouble)) return ms(usual);
  if (failed.trouble.kind === 'refused') return refused;
  return failed.trouble.kind === 'limited' ? ms(Math.max(usual, failed.trouble.wait)) : ms(usual);
}
