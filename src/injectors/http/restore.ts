import type { Restored } from '../../domain/plan.ts';
import { ms } from '../../domain/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Call, Control } from './control.ts';
import { isRuleGone, look, proxyGone } from './look.ts';
import { manual, rulePath, subject, type Undo } from './undo.ts';

const tries = 3;
/** Time after which a call that was given up in mid-inject is taken to have come true or not. */
const settling = ms(250);

/**
 * Takes one rule back and looks whether it is gone; others on the proxy stay.
 * Stopped half-way, it leaves the rule or nothing, and may be called again.
 */
export async function restore(undo: Undo, control: Control, clock: Clock, signal: AbortSignal): Promise<Restored> {
  let why = '';
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const removed = await control.delete(rulePath(undo), signal);
    // Not there may mean not yet there; removed just now it cannot come again, for one injection is sent once.
    if (isRuleGone(removed)) await clock.sleep(settling, signal);
    const sight = await look(undo, control, signal);
    if (sight.kind === 'absent') return { kind: 'restored' };
    if (sight.kind === 'gone') return { kind: 'restored', note: `${proxyGone(undo)}, and the rule with it` };
    why = sight.kind === 'dark' ? sight.why : reason(removed);
    if (signal.aborted) break;
    await clock.sleep(settling, signal);
  }
  return { kind: 'left', left: [{ target: subject(undo), why, command: manual(undo) }] };
}

function reason(removed: Call<unknown>): string {
  if (removed.kind === 'answered') return 'the proxy says it is gone, and still shows it';
  return removed.kind === 'lost' ? removed.why : `the proxy refuses: ${removed.error}`;
}
