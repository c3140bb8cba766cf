import type { Refusal } from '../domain/plan.ts';

/** Ends preflight: nothing was injected, and nothing will be. */
export class Refused extends Error {
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    super(refusals.map(({ why }) => why).join(' '));
    this.refusals = refusals;
  }
}

/** Throws where there is a reason not to inject. */
export function refuseIf(refusals: readonly Refusal[]): void {
  if (refusals.length > 0) throw new Refused(refusals);
}
