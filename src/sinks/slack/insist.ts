/** Trying again within bounds: what Slack did not do may be asked again; what it may have done only where twice is as good as once. */
import { ms, type Ms } from '../../domain/units.ts';
import type { Clock } from '../../ports/clock.ts';
import { SlackTrouble, type Trouble } from './trouble.ts';

const pauses = [ms(500), ms(2000)] as const;
/** Whoever asks to wait longer is asked another time. */
const longestWait = ms(60_000);

export interface Insisting {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Asks up to three times for what may be done twice without harm, such as an edit or a look. */
export const insist = <T>(act: () => Promise<T>, { clock, signal }: Insisting): Promise<T> => tried(act, () => true, { clock, signal });

/** Asks up to three times as long as it is certain that nothing was done. */
export const insistOnce = <T>(act: () => Promise<T>, how: Insisting): Promise<T> => tried(act, ({ kind }) => kind !== 'unclear', how);

async function tried<T>(act: () => Promise<T>, mayRepeat: (trouble: Trouble) => boolean, { clock, signal }: Insisting): Promise<T> {
  for (let pause = 0; ; pause += 1) {
    try {
      return await act();
    } catch (error) {
      const wait = error instanceof SlackTrouble && mayRepeat(error.trouble) ? waitFor(error.trouble, pauses[pause]) : undefined;
      if (wait === undefined || signal.aborted) throw error;
      await clock.sleep(wait, signal);
      if (signal.aborted) throw error;
    }
  }
}

function waitFor(trouble: Trouble, usual: Ms | undefined): Ms | undefined {
  if (usual === undefined || trouble.kind === 'refused') return undefined;
  if (trouble.kind !== 'limited') return usual;
  return trouble.wait > longestWait ? undefined : trouble.wait;
}
