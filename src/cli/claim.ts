import { ms } from '../domain/units.ts';
import { systemClock } from '../platform/clock.ts';
import type { ProcessIdentity } from '../ports/processes.ts';
import type { Claimant } from '../ports/state.ts';
import type { Toolbox } from '../toolbox.ts';

/** A run that is ours alone to restore, until disposed; or whoever has it, and lives. */
export type Claim = (Disposable & { readonly held: false }) | (Disposable & { readonly held: true; readonly holder: Claimant });

/** Takes a run for this process, so that two never restore it at once; the claim of a process that died is taken over. */
export async function claimRun(
  run: string,
  who: Claimant['who'],
  { state, identify, processes, alive }: Pick<Toolbox, 'state' | 'identify' | 'processes' | 'alive'>,
): Promise<Claim> {
  return claimAs({ ...(await identify(processes.self)), who }, run, { state, alive });
}

/** What is told of a run is one process's business at a time, also once the run itself is over: else two would tell it twice. */
export function claimTelling(run: string, self: ProcessIdentity, { state, alive }: Pick<Toolbox, 'state' | 'alive'>): Promise<Claim> {
  return claimAs({ ...self, who: 'report' }, `what is told of ${run}`, { state, alive }).catch(nobody);
}

async function claimAs(self: Claimant, run: string, { state, alive }: Pick<Toolbox, 'state' | 'alive'>): Promise<Claim> {
  for (let dead: Claimant | undefined; ;) {
    const holder = state.claim(run, self, dead);
    if (holder === undefined) return { held: false, [Symbol.dispose]: () => giveUp(run, self, state) };
    if (await alive(holder)) return { held: true, holder, [Symbol.dispose]: () => undefined };
    dead = holder;
  }
}

/** How long a guardian lets another be at its run, and how often it looks. */
const patience = ms(10_000);
const looking = ms(100);

/** Waits for whoever has the run, but not for long: two that restore it at once are better than none. */
export async function claimPatiently(run: string, toolbox: Toolbox): Promise<Disposable> {
  const until = systemClock.now() + patience;
  for (;;) {
    const claim = await claimRun(run, 'guardian', toolbox).catch(nobody);
    if (!claim.held || systemClock.now() >= until) return claim;
    await systemClock.sleep(looking);
  }
}

/** A state that is busy says nothing about claims. */
const nobody = (): Claim => ({ held: false, [Symbol.dispose]: () => undefined });

/** One that cannot be given back is taken over as soon as this process has ended. */
function giveUp(run: string, self: Claimant, state: Toolbox['state']): void {
  try {
    state.release(run, self);
  } catch {
    // Somebody is busy with the state.
  }
}
