/** A few places for many drills: a pod takes longer to come than a drill to look at it. */
import type { ClusterAddress } from '../../src/ports/cluster.ts';
import { openPlace, type Place } from './cluster-place.ts';

export interface Lanes extends AsyncDisposable {
  /** A drill on the next place that is free and at rest. */
  on(act: (place: Place) => Promise<void>): Promise<void>;
}

export async function openLanes(address: ClusterAddress, count: number): Promise<Lanes> {
  const places = await Promise.all(Array.from({ length: count }, () => openPlace(address)));
  const free = [...places];
  const waiting: ((place: Place) => void)[] = [];
  const give = (place: Place): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(place);
    else next(place);
  };
  const take = async (): Promise<Place> => free.pop() ?? (await new Promise<Place>((resolve) => waiting.push(resolve)));
  return {
    async on(act) {
      const place = await take();
      try {
        await place.rested();
        await act(place);
      } finally {
        give(place);
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(places.map((place) => place[Symbol.asyncDispose]()));
    },
  };
}
