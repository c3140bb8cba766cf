import { CannotMeasure } from '../domain/cannot-measure.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Refusal } from '../domain/plan.ts';
import { reason } from '../domain/reason.ts';
import { isJobLoad, raiseLoad } from './loads.ts';
import type { Plan } from './plan.ts';
import { Refused } from '../domain/refused.ts';
import type { Watched } from './sampling.ts';
import { orAbort } from '../domain/or-abort.ts';
import { ms } from '../domain/units.ts';
import type { Stage } from './stage.ts';
import type { World } from './world.ts';

/** How long a probe may take to open. */
const opening = ms(10_000);
/** How long a load may take to say what it sent. */
const summing = ms(2000);

type Load = ReturnType<World['openLoad']>;

/** Starts the load, and opens a session for every SLI and every observed probe; what several of them read is opened once. */
export async function openProbes(plan: Plan, stage: Stage, raised: AsyncDisposableStack): Promise<readonly Watched[]> {
  const { world, halt } = stage;
  const { experiment, scrapes, prometheus, contexts } = plan;
  const shared = createShared(raised);
  const ports = { shared, scrapes, contexts, loads: experiment.load, folder: experiment.folder, ...(prometheus === undefined ? {} : { prometheus }) };
  const raising = experiment.load.map(async (spec) => {
    const open = (job?: JsonObject): Load => shared(`load:${spec.name}`, () => world.openLoad(spec, job));
    const load = isJobLoad(spec) ? await raiseLoad(spec, open, plan, stage, raised) : open();
    raised.defer(() => sumUp(spec.name, load, stage));
  });
  // All have settled before anything is taken down again: one that came up later would stay.
  await Promise.allSettled(raising);
  await Promise.all(raising);
  const sessions = [...experiment.slis, ...experiment.observe].map(async (sli): Promise<Watched> => {
    using deadline = world.clock.deadline(opening);
    const session = await orAbort(AbortSignal.any([deadline.signal, halt.signal]), () => world.openProbe(sli, ports)).catch((error: unknown) => {
      throw new Refused([unmeasured(sli.name, error)]);
    });
    return { sli, session: raised.use(session) };
  });
  return Promise.all(sessions);
}

/** Says what became of a load's requests before it ends; a generator that does not answer any more has said so by blind samples. */
async function sumUp(name: string, load: Load, { world, journal }: Stage): Promise<void> {
  using deadline = world.clock.deadline(summing);
  const stats = await orAbort(deadline.signal, () => load.stats()).catch(() => undefined);
  if (stats !== undefined) journal.emit({ kind: 'load.summed', load: name, ...stats });
}

function unmeasured(sli: string, error: unknown): Refusal {
  const { why, hint } = error instanceof CannotMeasure ? error : { why: reason(error), hint: 'Correct its address, query or metric.' };
  return { why: `the SLI ${sli} cannot be measured: ${why}.`, hint };
}

function createShared(raised: AsyncDisposableStack): <T extends AsyncDisposable>(key: string, make: () => T) => T {
  const made = new Map<string, AsyncDisposable>();
  return <T extends AsyncDisposable>(key: string, make: () => T): T => {
    const known = made.get(key);
    // One key is always made by the same maker, so what lies under it is a T.
    if (known !== undefined) return known as T;
    const fresh = raised.use(make());
    made.set(key, fresh);
    return fresh;
  };
}
