/** Whole runs on a clock that stands still: a plan in a few words, and what became of it. */
import type { AbortCondition, Experiment, Expectation, FaultSpec, SliSpec } from '../../src/domain/experiment.ts';
import type { Event, HaltReason } from '../../src/domain/events.ts';
import type { FaultPlan } from '../../src/domain/plan.ts';
import { ms, plain } from '../../src/domain/units.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import type { Plan, PlannedFault } from '../../src/engine/plan.ts';
import { run } from '../../src/engine/run.ts';
import { condition, during } from '../domain/story.ts';
import { FakeWorld } from '../fakes/world.ts';

export const sli = (name: string, more: Partial<SliSpec> = {}): SliSpec => ({
  name,
  probe: 'http',
  spec: {},
  every: ms(1000),
  timeout: ms(1000),
  unit: plain,
  poolable: false,
  ...more,
});

export function fault(name: string, plan: Partial<FaultPlan> = {}, spec: Partial<FaultSpec> = {}): PlannedFault {
  return {
    spec: { name, type: name, spec: {}, for: ms(10_000), start: { kind: 'at', at: ms(0) }, ...spec },
    plan: {
      summary: `breaks ${name}`,
      candidates: [name],
      locks: [name],
      group: name,
      hosts: ['127.0.0.1'],
      share: {},
      needs: { env: [], rights: [] },
      lease: { kind: 'none', why: 'it holds none' },
      effect: 'observed',
      healsByItself: false,
      restores: `mends ${name}`,
      harm: 'none',
      ...plan,
    },
  };
}

export const abort = (id: string, limit: number, patience: AbortCondition['patience'] = { kind: 'at-once' }): AbortCondition => ({
  id,
  condition: condition('errors', 'above', limit),
  patience,
});

/** One SLI `errors`, which must stay at most 5 while a fault is in; halted above 50. */
export function planOf(faults: readonly PlannedFault[], experiment: Partial<Experiment> = {}, more: Partial<Plan> = {}): Plan {
  const expect: readonly Expectation[] = [during(condition('errors', 'at-most', 5))];
  return {
    experiment: {
      name: 'trial',
      hypothesis: 'It holds.',
      tags: [],
      links: {},
      file: 'trial.yaml',
      folder: '/experiments',
      load: [],
      scrapes: {},
      slis: [sli('errors')],
      observe: [],
      steadyState: [condition('errors', 'at-most', 5)],
      faults: faults.map(({ spec }) => spec),
      expect,
      abort: [abort('abort.errors', 50)],
      baseline: { for: ms(2000), warmUp: ms(1000) },
      limits: { duration: ms(300_000), restore: ms(30_000), blind: ms(3000) },
      vars: {},
      ...experiment,
    },
    faults,
    proxies: {},
    contexts: {},
    scrapes: {},
    production: false,
    optIn: false,
    rehearsal: false,
    seed: 7,
    secrets: [],
    detection: [],
    forbidden: async () => [],
    ...more,
  };
}

/** A world in which `errors` is 0 unless a test says otherwise. */
export function worldWith(): FakeWorld {
  const world = new FakeWorld();
  world.measures('errors', 0);
  return world;
}

export interface Told {
  readonly verdict: Verdict;
  readonly events: readonly Event[];
  readonly kinds: readonly string[];
  readonly of: <Kind extends Event['kind']>(kind: Kind) => Extract<Event, { readonly kind: Kind }>[];
}

/** Runs the plan until its verdict; fails where it does not end within ten minutes of its own time. */
export async function drill(plan: Plan, world: FakeWorld, operator = new AbortController()): Promise<Told> {
  const over = new AbortController();
  const ended = run(plan, world, operator.signal).finally(() => over.abort());
  ended.catch(() => undefined);
  while (!over.signal.aborted && world.clock.now() < 600_000) await world.clock.advance(250);
  if (!over.signal.aborted) throw new Error(`the run has not ended: ${world.records.events.at(-1)?.kind}`);
  const { verdict } = await ended;
  const { events } = world.records;
  return {
    verdict,
    events,
    kinds: events.map(({ kind }) => kind),
    of: <Kind extends Event['kind']>(kind: Kind) => events.filter((event): event is Extract<Event, { readonly kind: Kind }> => event.kind === kind),
  };
}

/** Calls `act` at the first event that `when` is true of. */
export function once(world: FakeWorld, when: (event: Event) => boolean, act: () => void): void {
  const before = world.records.onEvent;
  let done = false;
  world.records.onEvent = (event) => {
    before(event);
    if (done || !when(event)) return;
    done = true;
    act();
  };
}

export const interrupt = (operator: AbortController): void => operator.abort({ kind: 'signal', signal: 'SIGINT' } satisfies HaltReason);

/** A promise that never settles. */
export const hangs = (): Promise<never> => new Promise(() => undefined);
