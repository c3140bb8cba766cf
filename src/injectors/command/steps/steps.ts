/** What programs and HTTP requests have in common: three steps of somebody else, taken at their word only where nothing observes them. */
import { atItsWord } from '../../../domain/at-its-word.ts';
import { ms } from '../../../domain/units.ts';
import type { Applied, Observation, Refusal, Restored } from '../../../domain/plan.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { InjectorPorts } from '../../../ports/injector.ts';

export interface Steps {
  /** What is changed, for messages. */
  readonly target: string;
  /** Names of the variables that these steps need. */
  readonly needs: readonly string[];
  /** Throws where it certainly failed; a lost answer is `unclear`. */
  inject(signal: AbortSignal): Promise<Applied>;
  /** Why it failed, if it did; never throws. */
  restore(signal: AbortSignal): Promise<string | undefined>;
  readonly observe: ((signal: AbortSignal) => Promise<Observation>) | undefined;
  readonly restoreByHand: string;
}

type Ports = Pick<InjectorPorts, 'env' | 'clock'>;

const settling = ms(10_000);
const poll = ms(200);

export const unobserved: Observation = { presence: 'unknown', detail: 'no observe step: nobody can say' };

/** The needed variables are there, and the fault is not. */
export async function preflightSteps(steps: Steps, ports: Ports, signal: AbortSignal): Promise<readonly Refusal[]> {
  const missing = missingOf(steps, ports);
  if (missing.length > 0) return [{ why: `restore needs ${missing.join(', ')}, not set here`, hint: `Set ${missing.join(' and ')} and run again.` }];
  const seen = (await steps.observe?.(signal)) ?? { presence: 'absent' };
  if (seen.presence === 'absent') return [];
  const shown = seen.detail === undefined ? '' : `: ${seen.detail}`;
  if (seen.presence === 'unknown')
    return [{ why: `observe cannot say whether the fault is there${shown}`, hint: 'Make it answer before anything is injected.' }];
  return [{ why: `the fault is there already${shown}`, hint: `Take it out first: ${steps.restoreByHand}` }];
}

/** Restores whatever is seen, since an unclear injection may land late; what then counts is that it is seen to be gone. */
export async function restoreSteps(steps: Steps, ports: Ports, signal: AbortSignal): Promise<Restored> {
  const left = (why: string): Restored => ({ kind: 'left', left: [{ target: steps.target, why, command: steps.restoreByHand }] });
  const missing = missingOf(steps, ports);
  if (missing.length > 0) return left(`restore needs ${missing.join(', ')}, not set here`);
  const failed = await steps.restore(signal);
  if (steps.observe === undefined) return failed === undefined ? { kind: 'restored', note: atItsWord } : left(failed);
  const seen = await gone(steps.observe, ports.clock, signal);
  if (seen.presence === 'absent') return failed === undefined ? { kind: 'restored' } : { kind: 'restored', note: `gone, although ${failed}` };
  return left(
    failed ??
      (seen.presence === 'unknown'
        ? `observe cannot say whether it is gone${seen.detail === undefined ? '' : `: ${seen.detail}`}`
        : 'still there after restore'),
  );
}

/** The last look: as soon as it is gone, at the latest after a while. */
async function gone(observe: NonNullable<Steps['observe']>, clock: Clock, signal: AbortSignal): Promise<Observation> {
  using deadline = clock.deadline(settling, signal);
  for (;;) {
    const seen = await observe(signal);
    if (seen.presence === 'absent' || deadline.signal.aborted) return seen;
    await clock.sleep(poll, deadline.signal);
  }
}

function missingOf({ needs }: Steps, ports: Ports): readonly string[] {
  return needs.filter((name) => ports.env(name) === undefined);
}
