import { describe, test } from 'vitest';
import { realCluster } from '../kubernetes/real.ts';
import { openPlace, type Place } from './cluster-place.ts';
import { bothKilled, signalled } from './cluster-signals.ts';

// The moments that differ most; cluster-signals.slow.test.ts goes through all of them.
const address = realCluster();
const rows = address === undefined ? describe.skip : describe.concurrent;

rows('in a cluster, the runner is asked to end, or killed', () => {
  if (address === undefined) return;
  test('SIGINT after: fault.observed', () => on((place) => signalled('SIGINT', 'fault.observed', place, address)));
  test('SIGKILL after: fault.injected', () => on((place) => signalled('SIGKILL', 'fault.injected', place, address)));
});

rows('in a cluster, runner and guardian are killed together', () => {
  if (address === undefined) return;
  test('after: fault.present', () => on((place) => bothKilled('fault.present', place, address)));
});

async function on(act: (place: Place) => Promise<void>): Promise<void> {
  if (address === undefined) return;
  await using place = await openPlace(address);
  await act(place);
}
