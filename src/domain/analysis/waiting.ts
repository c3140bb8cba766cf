import { ms, type Ms } from '../units.ts';
import { deadline } from './eventually.ts';
import type { Analysis } from './state.ts';

/** What may still become true, and until when it is worth waiting: `eventually` expectations that have their anchor and are neither met nor over. */
export function waiting(analysis: Analysis): readonly { readonly id: string; readonly until: Ms }[] {
  return analysis.tracks.flatMap((track) => {
    if (track.kind !== 'eventually' || track.anchor === undefined || track.met !== undefined) return [];
    const until = deadline(track, track.anchor);
    return analysis.now < until ? [{ id: track.expectation.id, until: ms(until) }] : [];
  });
}
