import { z } from 'zod';
import type { SlotStep } from '../domain/memory/step.ts';
import { ms, type Ms } from '../domain/units.ts';

/** One scheduler of all that may share a store: its machine, its process, and when that started, since a pid comes again. */
export interface Identity {
  /** Where its pid means something; no blanks in it. */
  readonly host: string;
  readonly pid: number;
  readonly startTime: number;
}

const written = z.tuple([z.string().min(1), z.coerce.number(), z.coerce.number()]);

/** As its steps say it. */
export const byOf = ({ host, pid, startTime }: Identity): string => `${host} ${pid} ${startTime}`;

function identityIn(by: string): Identity | undefined {
  const said = written.safeParse(by.split(' ')).data;
  return said === undefined ? undefined : { host: said[0], pid: said[1], startTime: said[2] };
}

/** How often a scheduler says that it is still at its slot, and after how long without a word one of another machine counts as gone. */
export const aliveEvery = ms(120_000);
const alivePatience = ms(600_000);

/**
 * The schedulers that are gone, of those whose slots are not over: one of this machine when its process is, one of another when it has been silent for long.
 * Between two machines there is only the calendar: a clock that is wrong by minutes makes a living one look gone, and its slot is then called interrupted; it is never run twice.
 */
export async function goneOf(
  history: readonly SlotStep[],
  self: Identity,
  now: number,
  alive: (identity: Identity) => Promise<boolean>,
): Promise<ReadonlySet<string>> {
  const last = new Map(history.map(({ by, at }) => [by, at]));
  const gone = await Promise.all([...last].map(async ([by, at]) => ((await isGone(by, ms(now - at), self, alive)) ? [by] : [])));
  return new Set(gone.flat());
}

async function isGone(by: string, silent: Ms, self: Identity, alive: (identity: Identity) => Promise<boolean>): Promise<boolean> {
  if (by === byOf(self)) return false;
  const other = identityIn(by);
  return other?.host === self.host ? !(await alive(other)) : silent > alivePatience;
}
