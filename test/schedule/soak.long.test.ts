/** A thousand slots through the loop: what grows with them is the store alone. */
import { expect, test } from 'vitest';
import type { SlotStep } from '../../src/domain/memory/step.ts';
import { ms } from '../../src/domain/units.ts';
import type { Store } from '../../src/ports/store.ts';
import { held } from '../fakes/growth.ts';
import { job, place, scheduleOf } from './places.ts';

const minute = 60_000;

test('a thousand slots leave no timer, no file descriptor, no listener and no heap behind', async () => {
  const at = place({ schedule: scheduleOf(job({ when: { kind: 'at', cron: '* * * * *', jitter: ms(0) } })) });
  at.runs.course = () => ({ lasts: 20_000 });
  Object.assign(at.desk, { store: async () => forgetful() });
  await at.keep(100 * minute);
  const before = held();
  await at.keep(1000 * minute);
  const after = held();
  expect(at.runs.started.length).toBeGreaterThanOrEqual(1099);
  expect(after.resources).toEqual(before.resources);
  expect(after.descriptors).toBeLessThanOrEqual(before.descriptors);
  // What it has said and which runs it has started, a few lines a slot.
  expect(after.heap - before.heap).toBeLessThan(4);
}, 120_000);

/** A store that remembers the last slots alone: what is looked for here is growth beside it. */
function forgetful(): Pick<Store, 'claim' | 'step' | 'steps'> {
  return {
    claim: async (slot, at, by) => {
      if (steps.some((step) => step.slot === slot.slot)) return false;
      steps.push({ kind: 'claimed', ...slot, at, by });
      return true;
    },
    step: async (step) => void steps.push(step),
    steps: async () => steps.splice(0, Math.max(0, steps.length - 40)) && [...steps],
  };
}
const steps: SlotStep[] = [];
