/** Why requests of a load failed: what a success ratio cannot tell. */
import type { LoadStats } from '../load-stats.ts';
import { ms, showMs } from '../units.ts';
import { several } from '../wording.ts';

const shown = 3;

/** `34 of 1200 requests of load checkout failed: status 503 (20), no answer within 1000 ms (14).`; nothing where all went well. */
export function loadRemarks(load: string, { good, failed, skipped, worstLag, failures }: LoadStats): readonly string[] {
  return [
    ...(failed === 0 ? [] : [`${failed} of ${several(good + failed, 'request')} of load ${load} failed: ${topReasons(failures)}.`]),
    ...(skipped === 0
      ? []
      : [
          `${several(skipped, 'request')} of load ${load} ${skipped === 1 ? 'was' : 'were'} never sent: the generator itself was up to ${showMs(ms(worstLag))} late.`,
        ]),
  ];
}

function topReasons(failures: LoadStats['failures']): string {
  const all = Object.entries(failures).sort(([, a], [, b]) => b - a);
  const rest = all.slice(shown).reduce((sum, [, count]) => sum + count, 0);
  const top = all.slice(0, shown).map(([why, count]) => `${why} (${count})`);
  return [...top, ...(rest === 0 ? [] : [`for other reasons (${rest})`])].join(', ');
}
