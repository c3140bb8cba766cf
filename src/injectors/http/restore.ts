import type { Restored } from '../../domain/plan.ts';
import { ms } from '../../domain/units.ts';
import type { Clock } from '../../ports/clock.ts';
import { ruleAnswer } from './answers.ts';
import type { Call, Control } from './control.ts';
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
    if (isGone(removed)) await clock.sleep(settling, signal);
    const seen = await control.get(rulePath(undo), ruleAnswer, signal);
    if (isGone(seen)) return { kind: 'restored' };
    why = reason(seen.kind === 'answered' ? removed : seen, undo);
    if (signal.aborted || isProxyGone(seen)) break;
    await clock.sleep(settling, signal);
  }
  return { kind: 'left', left: [{ target: subject(undo), why, command: manual(undo) }] };
}

/** Only the proxy's own word counts: a 404 of something else at that address says nothing. */
const isGone = (call: Call<unknown>): boolean => call.kind === 'refused' && call.error === 'rule not found';
const isProxyGone = (call: Call<unknown>): boolean => call.kind === 'refused' && call.error === 'proxy not found';

function reason(call: Call<unknown>, undo: Undo): string {
  if (isProxyGone(call)) return `there is no proxy "${undo.proxy}" at ${undo.api} any more, so nobody can say what became of it`;
  if (call.kind === 'answered') return 'the proxy says it is gone, and still shows it';
  return call.kind === 'lost' ? call.why : `the proxy refuses: ${call.error}`;
}
