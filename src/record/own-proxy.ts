import type { Restored } from '../domain/plan.ts';
import type { UndoEntry } from '../domain/undo.ts';
import { ms } from '../domain/units.ts';
import type { RestorerPorts } from './restore.ts';

const looking = ms(2000);

export const goneWithIt: Restored = { kind: 'restored', note: 'The proxy this run had started is gone, and its faults with it.' };

/**
 * Whether a fault was in the memory of a proxy that this run had started, and that is gone for good: none of its processes lives,
 * and its address refuses every connection. A proxy of anybody else may only be out of reach, and one that does not answer may hold it still.
 */
export async function goneWithOwnProxy(
  entry: UndoEntry,
  programs: readonly UndoEntry[],
  { clock, injector, refuses }: Pick<RestorerPorts, 'clock' | 'injector' | 'refuses'>,
): Promise<boolean> {
  using deadline = clock.deadline(looking);
  const look = async (): Promise<boolean> => {
    const api = programs.length === 0 ? undefined : (await injector(entry.type)).livesIn?.(entry.undo);
    const own = api === undefined ? [] : await servers(api, programs, injector);
    const ended = await Promise.all(own.map(async ({ undo, acting }) => (await acting.observe(undo, deadline.signal)).presence === 'absent'));
    return api !== undefined && ended.length > 0 && ended.every(Boolean) && (await refuses(api, deadline.signal));
  };
  const late = new Promise<boolean>((resolve) => deadline.signal.addEventListener('abort', () => resolve(false), { once: true }));
  return await Promise.race([look().catch(() => false), late]);
}

async function servers(api: string, programs: readonly UndoEntry[], injector: RestorerPorts['injector']) {
  const all = await Promise.all(programs.map(async ({ type, undo }) => ({ undo, acting: await injector(type) })));
  return all.filter(({ undo, acting }) => acting.serves?.(undo) === api);
}
