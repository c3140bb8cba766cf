import { z } from 'zod';
import { injectionMark } from '../../../domain/marks.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { ProcessStat, ProcessTable } from '../../../ports/processes.ts';
import { shellLine } from '../../shell.ts';
import { find } from '../victims/find.ts';
import { identity, same, stillThere } from '../victims/identity.ts';
import { lookByHand, selector } from '../victims/selector.ts';

const undo = z.strictObject({
  injection: z.string(),
  signal: z.string(),
  selector,
  folder: z.string(),
  victims: z.array(identity),
  /** What matched too and was spared: it is nobody's replacement. */
  others: z.array(identity),
  back: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('supervisor') }),
    z.strictObject({
      by: z.literal('restart'),
      argv: z.array(z.string()),
      /** The mark the victim carried: what comes back in its place belongs to the same application and ends with it. */
      mark: z.string().nullable(),
    }),
  ]),
});

export type KillUndo = z.infer<typeof undo>;

export function readUndo(json: JsonObject): KillUndo {
  return undo.parse(json);
}

/** The mark of the application that they belong to, if any. */
export async function markOf(victims: readonly ProcessStat[], table: ProcessTable): Promise<string | null> {
  const [victim] = victims;
  if (victim === undefined) return null;
  return (await table.variable(victim.pid, injectionMark)) ?? (await table.variable(victim.session, injectionMark)) ?? null;
}

export interface Survey {
  readonly gone: number;
  readonly alive: readonly ProcessStat[];
  /** Processes that match and were not there before. */
  readonly fresh: readonly ProcessStat[];
}

/** Who of the victims is gone, and what has come in their place. */
export async function survey(undo: KillUndo, table: ProcessTable): Promise<Survey> {
  const alive = await stillThere(undo.victims, table);
  const gone = undo.victims.length - alive.length;
  if (gone === 0) return { gone, alive, fresh: [] };
  const known = [...undo.victims, ...undo.others];
  const { matches } = await find(undo.selector, table);
  return { gone, alive, fresh: matches.filter((match) => !known.some((one) => same(one, match))) };
}

/** By hand: the restart, or a look at what the supervisor does. */
export function manual({ back, folder, selector }: KillUndo): string {
  return back.by === 'restart' ? `cd ${shellLine([folder])} && setsid ${shellLine(back.argv)} &` : lookByHand(selector);
}
