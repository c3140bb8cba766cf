import type { Refusal } from './plan.ts';
import { reason } from './reason.ts';

/** Says no before anything was changed: thrown by preflight, and by an injector's `prepare`. */
export class Refused extends Error {
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    super(refusals.map(({ why, hint }) => `${reason(why)}. ${hint}`).join(' '));
    this.refusals = refusals;
  }
}

/** Throws where there is a reason not to inject. */
export function refuseIf(refusals: readonly Refusal[]): void {
  if (refusals.length > 0) throw new Refused(refusals);
}

/** The same reasons, each with the name of the fault that it is against. */
export function againstFault(name: string, refusals: readonly Refusal[]): readonly Refusal[] {
  return refusals.map(({ why, hint }) => ({ why: `fault ${name}: ${reason(why)}.`, hint }));
}
