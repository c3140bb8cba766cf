import type { LoadPlace, LoadSpec } from '../domain/experiment.ts';
import type { JsonObject } from '../domain/json.ts';
import { reason } from '../domain/reason.ts';
import { loadType } from '../domain/undo.ts';
import { ms, showMs } from '../domain/units.ts';
import type { Injector } from '../ports/injector.ts';
import type { Injection } from './injection.ts';
import { orAbort } from './or-abort.ts';
import { contextOf, type Plan } from './plan.ts';
import { Refused } from './refuse.ts';
import type { Stage } from './stage.ts';

/** How long its pod may take to run: a node that has not got the image yet fetches it. */
const starting = ms(60_000);
const looking = ms(250);
const asking = ms(10_000);
/** Well within its lease of a minute. */
const renewing = ms(15_000);

/**
 * Has a load sent by a Job in its cluster, an undo entry of the run like its application: whoever restores the run ends it. Returns the undo, by which it is
 * listened to. Refuses where it may not be, or where its pod does not run in time.
 */
export async function raiseLoad(load: LoadSpec, place: LoadPlace, plan: Plan, stage: Stage, raised: AsyncDisposableStack): Promise<JsonObject> {
  const { ledger, halt, journal, world } = stage;
  const injector = await world.injector(loadType, contextOf(plan));
  const { in: _, ...sent } = load;
  const spec = { namespace: place.namespace, context: place.context ?? null, image: plan.loadImage ?? '', load: JSON.stringify(sent) };
  await mayRun(load.name, injector, spec, stage);
  const injection = await ledger.enter({ fault: `load ${load.name}`, type: loadType, group: 'programs', env: [], spec }, injector, halt.signal);
  const applied = await injection.apply(spec, halt.signal);
  if (applied.kind === 'refused') throw new Refused(applied.refusals);
  if (applied.kind === 'unclear' && !halt.signal.aborted) throw new Refused([{ why: `load ${load.name} cannot be started: ${applied.why}.`, hint: restart }]);
  await ledger.applied(injection, halt.signal);
  raised.use(keepLease(load.name, injection, stage));
  await untilRuns(load.name, injection, stage);
  const [target = ''] = injection.entry.targets;
  if (!halt.signal.aborted)
    journal.emit({ kind: 'application.started', name: `load ${load.name}`, detail: `${target} in namespace ${place.namespace}, its image ${spec.image}` });
  return injection.entry.undo;
}

const restart = 'Correct what it says, then try again: nothing is left of it.';

async function mayRun(name: string, injector: Injector, spec: JsonObject, { world, halt }: Stage): Promise<void> {
  using deadline = world.clock.deadline(asking, halt.signal);
  const found = await orAbort(deadline.signal, () => injector.preflight(spec, deadline.signal)).catch((error: unknown) => {
    throw new Refused([{ why: `load ${name} cannot be checked: ${reason(error)}.`, hint: 'Unknown means no: make its cluster reachable first.' }]);
  });
  if (found.length > 0) throw new Refused(found.map(({ why, hint }) => ({ why: `load ${name}: ${why}.`, hint })));
}

async function untilRuns(name: string, injection: Injection, { world: { clock }, halt }: Stage): Promise<void> {
  const until = clock.now() + starting;
  while (!halt.signal.aborted) {
    const { presence, detail = presence } = await injection.observe(halt.signal);
    if (presence === 'present' || halt.signal.aborted) return;
    const hint = 'Correct load-image of the environment, or what keeps its pod from running. Its Job is deleted again.';
    if (presence === 'absent') throw new Refused([{ why: `load ${name} does not run: ${detail}.`, hint }]);
    if (clock.now() >= until) throw new Refused([{ why: `load ${name} does not run within ${showMs(starting)}: ${detail}.`, hint }]);
    await clock.sleep(looking, halt.signal);
  }
}

/** Moves its lease on until disposed. */
function keepLease(name: string, injection: Injection, { world: { clock }, journal }: Stage): AsyncDisposable {
  const over = new AbortController();
  const renew = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await clock.sleep(renewing, over.signal);
      if (over.signal.aborted) return;
      await injection.renew(over.signal).catch((error: unknown) => {
        if (!over.signal.aborted) journal.emit({ kind: 'note', text: `The lease of load ${name} was not renewed: ${reason(error)}.` });
      });
    }
  };
  const renewed = renew();
  return {
    async [Symbol.asyncDispose]() {
      over.abort();
      await renewed;
    },
  };
}
