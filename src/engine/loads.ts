import type { LoadPlace, LoadSpec } from '../domain/experiment.ts';
import type { JsonObject } from '../domain/json.ts';
import { reason } from '../domain/reason.ts';
import { loadType } from '../domain/undo.ts';
import { ms, showMs } from '../domain/units.ts';
import type { Injector } from '../ports/injector.ts';
import type { Injection } from './injection.ts';
import { orAbort } from '../domain/or-abort.ts';
import { contextOf, type Plan } from './plan.ts';
import { Refused } from '../domain/refused.ts';
import type { Stage } from './stage.ts';
import type { World } from './world.ts';

/** How long its pod may take to run: a node that has not got the image yet fetches it. */
const starting = ms(60_000);
const looking = ms(250);
const asking = ms(10_000);
/** Well within its lease of a minute. */
const renewing = ms(15_000);

export type JobLoad = LoadSpec & { readonly in: LoadPlace };

export const isJobLoad = (load: LoadSpec): load is JobLoad => load.in !== undefined;

/** What is heard of a load. */
type Heard = ReturnType<World['openLoad']>;

/**
 * Has a load sent by a Job in its cluster, an undo entry of the run like its application: whoever restores the run ends it. It is listened to, by that undo,
 * once its pod runs. Refuses where it may not be, and where nothing is heard of it in time.
 */
export async function raiseLoad(load: JobLoad, listen: (undo: JsonObject) => Heard, plan: Plan, stage: Stage, raised: AsyncDisposableStack): Promise<Heard> {
  const { ledger, halt, journal, world } = stage;
  const injector = await world.injector(loadType, contextOf(plan));
  const { in: place, ...sent } = load;
  const spec = { namespace: place.namespace, context: place.context ?? null, image: plan.loadImage ?? '', load: JSON.stringify(sent) };
  await mayRun(load.name, injector, spec, stage);
  const injection = await ledger.enter({ fault: `load ${load.name}`, type: loadType, group: 'programs', env: [], spec }, injector, halt.signal);
  const applied = await injection.apply(spec, halt.signal);
  if (applied.kind === 'refused') throw new Refused(applied.refusals);
  if (applied.kind === 'unclear' && !halt.signal.aborted) throw new Refused([{ why: `load ${load.name} cannot be started: ${applied.why}.`, hint: restart }]);
  await ledger.applied(injection, halt.signal);
  raised.use(keepLease(load.name, injection, stage));
  const heard = await untilHeard(load.name, injection, listen, stage);
  const detail = `${injection.entry.targets.join(', ')} in namespace ${place.namespace}, its image ${spec.image}`;
  journal.emit({ kind: 'application.started', name: `load ${load.name}`, detail });
  return heard;
}

const restart = 'Correct what it says, then try again: nothing is left of it.';

async function mayRun(name: string, injector: Injector, spec: JsonObject, { world, halt }: Stage): Promise<void> {
  using deadline = world.clock.deadline(asking, halt.signal);
  const found = await orAbort(deadline.signal, () => injector.preflight(spec, deadline.signal)).catch((error: unknown) => {
    throw new Refused([{ why: `load ${name} cannot be checked: ${reason(error)}.`, hint: 'Unknown means no: make its cluster reachable first.' }]);
  });
  if (found.length > 0) throw new Refused(found.map(({ why, hint }) => ({ why: `load ${name}: ${why}.`, hint })));
}

async function untilHeard(name: string, injection: Injection, listen: (undo: JsonObject) => Heard, { world: { clock }, halt }: Stage): Promise<Heard> {
  const until = clock.now() + starting;
  let silent = '';
  for (;;) {
    const { presence, detail = presence } = await injection.observe(halt.signal);
    halt.signal.throwIfAborted();
    const refuse = (why: string): Refused =>
      new Refused([{ why: `load ${name} does not run${why}: ${[detail, silent].filter((one) => one !== '').join('; ')}.`, hint }]);
    if (presence === 'absent') throw refuse('');
    if (clock.now() >= until) throw refuse(` within ${showMs(starting)}`);
    if (presence === 'present') {
      const heard = listen(injection.entry.undo);
      silent = await orAbort(halt.signal, () => heard.stats()).then(() => '', reason);
      if (silent === '') return heard;
    }
    await clock.sleep(looking, halt.signal);
  }
}

const hint = 'Correct load-image of the environment, or what keeps its pod from running. Its Job is deleted again.';

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
