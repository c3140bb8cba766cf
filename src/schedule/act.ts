import type { SlotId, SlotStep } from '../domain/memory/step.ts';
import type { Next } from '../domain/program/next.ts';
import { ask, nameOf, stepOf, type Desk } from './desk.ts';
import { byOf } from './identity.ts';
import { perform } from './perform.ts';
import type { RunEnd } from './run-end.ts';
import { announce, tellDigest } from './tell.ts';

export type Act = Exclude<Next, { readonly kind: 'wait' | 'stop' }>;

/** Does one thing that the program says; gives the end of a run, where one has ended. @throws StoreTrouble: the program is asked again then. */
export async function act(next: Act, history: readonly SlotStep[], desk: Desk, operator: AbortSignal): Promise<RunEnd | undefined> {
  const { slot } = next;
  switch (next.kind) {
    case 'claim':
      return nothing(claim(slot, desk));
    case 'skip':
      return nothing(skip(slot, next.reason, desk));
    case 'announce':
      return nothing(announce(next, desk));
    case 'finish':
      return nothing(finish(next, desk));
    case 'digest':
      return nothing(finish(await tellDigest(next, desk, operator), desk));
    case 'run':
      if (!isOurs(slot, history, desk)) throw new Error(`${nameOf(slot)} is to be run, and this scheduler has not claimed it`);
      return perform(next.run, slot, desk, operator);
  }
}

async function nothing(done: Promise<unknown>): Promise<undefined> {
  await done;
}

const claim = (slot: SlotId, desk: Desk): Promise<boolean> => ask(desk, (store) => store.claim(slot, desk.wall.now(), byOf(desk.self)));

async function skip(slot: SlotId, why: string, desk: Desk): Promise<void> {
  desk.say(`${nameOf(slot)}: skipped, ${why}.`);
  desk.skipped(slot);
  await ask(desk, (store) => store.step(stepOf(desk, slot, { kind: 'skipped', reason: why })));
}

async function finish({ slot, how, reason: why }: Extract<Next, { readonly kind: 'finish' }>, desk: Desk): Promise<void> {
  desk.say(`${nameOf(slot)}: ${how}${why === undefined ? '' : `, ${why}`}.`);
  await ask(desk, (store) => store.step(stepOf(desk, slot, { kind: 'finished', how, ...(why === undefined ? {} : { reason: why }) })));
}

function isOurs(slot: SlotId, history: readonly SlotStep[], { self }: Desk): boolean {
  return history.some((step) => step.kind === 'claimed' && step.job === slot.job && step.slot === slot.slot && step.by === byOf(self));
}
