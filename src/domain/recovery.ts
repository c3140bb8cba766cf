import type { Expectation } from './experiment.ts';
import { ms, type Ms } from './units.ts';

/** How long the steady state may take to come back where the file does not say it. */
export const defaultRecovery = ms(60_000);

/** How long the steady state may take to come back; every experiment expects it, the language sees to that. */
export function recoveryWithin(expect: readonly Expectation[]): Ms {
  return expect.find((one) => one.kind === 'recovery')?.within ?? defaultRecovery;
}
