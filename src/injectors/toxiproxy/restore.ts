import type { Restored } from '../../domain/plan.ts';
import { ms } from '../../domain/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Control } from './control.ts';
import { judge, type Judgement } from './judge.ts';
import { look, type Sight } from './look.ts';
import type { Undo } from './undo.ts';
import { manual, subject, takeBack } from './writes.ts';

/** Looks at the proxy before a restore is given up; the signal may end it sooner. */
const looks = 4;
/** Time after which a call that lost its answer, or its runner, is taken to have come true or not. */
const settling = ms(250);

type Seen = Judgement | Exclude<Sight, { kind: 'seen' }>;
/** What the last step proved: `certain` where an absent fault may be believed. */
type Step = { readonly certain: boolean; readonly why: string };

/**
 * Takes one fault back and looks whether it is gone. Works from the undo alone; leaves everything else on the proxy as it is.
 * Stopped half-way, it leaves the fault or nothing, and may be called again.
 */
export async function restore(undo: Undo, control: Control, clock: Clock, signal: AbortSignal): Promise<Restored> {
  await control.settle(undo.name, signal);
  let step: Step = { certain: false, why: 'nobody has looked yet' };
  for (let turn = 0; turn < looks; turn += 1) {
    const seen = await examine(undo, control, signal);
    const end = conclude(undo, seen, step.certain);
    if (end !== undefined) return end;
    step = await advance(undo, seen, control, signal);
    if (seen.kind !== 'present' || !step.certain) await clock.sleep(settling, signal);
  }
  return left(undo, step.why);
}

async function examine(undo: Undo, control: Control, signal: AbortSignal): Promise<Seen> {
  const sight = await look(control, undo.proxy, signal);
  return sight.kind === 'seen' ? judge(undo, sight.proxy) : sight;
}

/** The end of it, or `undefined` where one more look is needed. */
function conclude(undo: Undo, seen: Seen, certain: boolean): Restored | undefined {
  switch (seen.kind) {
    case 'gone':
      return { kind: 'restored', note: `Proxy "${undo.proxy}" is not on the server any more, and the fault with it.` };
    case 'changed':
      return left(undo, `someone changed it meanwhile (${seen.how}), and that may be on purpose`);
    case 'absent':
      if (!certain) return undefined;
      return seen.moved === undefined
        ? { kind: 'restored' }
        : { kind: 'edited', note: `Someone changed proxy "${undo.proxy}" meanwhile, and that stands: ${seen.moved}.` };
    case 'present':
    case 'dark':
      return undefined;
  }
}

async function advance(undo: Undo, seen: Seen, control: Control, signal: AbortSignal): Promise<Step> {
  if (seen.kind === 'dark') return { certain: false, why: `${seen.why}. ${seen.hint.replace(/\.$/, '')}` };
  if (seen.kind !== 'present') return { certain: !control.unsettled(undo.name), why: 'it is not there, but the call that injects it may still come true' };
  const call = await control.write(takeBack(undo), signal);
  if (call.kind === 'answered') return { certain: true, why: 'the server says it is gone, and still shows it' };
  return { certain: false, why: `the server did not do it (${call.kind === 'refused' ? `status ${call.status}` : call.why})` };
}

function left(undo: Undo, why: string): Restored {
  return { kind: 'left', left: [{ target: subject(undo), why, command: manual(undo) }] };
}
