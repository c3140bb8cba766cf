/** Only one run of a schedule at a time, also where several schedulers, or a person, begin one in the same instant. */
import { iso } from '../domain/instants.ts';
import type { SlotId } from '../domain/memory/step.ts';
import { lookBack } from '../domain/program/grace.ts';
import { holder, isOver, openedIn, type Opened } from '../domain/program/opened.ts';
import { ms } from '../domain/units.ts';
import { ask, type Desk } from './desk.ts';
import { goneOf } from './identity.ts';

/** How long the first of two that have begun at once waits for the other to step back. */
const courtesy = ms(3000);

/**
 * Asked after `started` is in the store, and before there is a process: whose run is on; `undefined` where this one may begin.
 * Of two, at least one sees the other, since both have written before they look; whoever begins has seen nobody. Where both see each other the second in order
 * steps back at once, so that the first may begin. No clock decides, since two machines have none in common.
 * @throws StoreTrouble
 */
export async function whoseTurn(slot: SlotId, desk: Desk): Promise<SlotId | undefined> {
  const other = await begunBeside(slot, desk);
  if (other === undefined || keyOf(other) < keyOf(slot)) return other;
  await desk.clock.sleep(courtesy);
  return begunBeside(slot, desk);
}

/** The first in order that has begun and not ended, by a scheduler that is not gone. */
async function begunBeside(slot: SlotId, desk: Desk): Promise<SlotId | undefined> {
  const now = desk.wall.now();
  const history = await ask(desk, (store) => store.steps(slot.schedule, iso(now - lookBack)));
  const gone = await goneOf(history, desk.self, now, (identity) => desk.alive(identity));
  const begun = openedIn(history).filter((opened) => keyOf(opened.slot) !== keyOf(slot) && isOn(opened) && !gone.has(holder(opened)));
  return begun.map((opened) => opened.slot).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))[0];
}

const isOn = (opened: Opened): boolean => !isOver(opened) && opened.steps.findLast(({ kind }) => kind === 'started' || kind === 'ended')?.kind === 'started';

const keyOf = ({ job, slot }: SlotId): string => JSON.stringify([job, slot]);
