/** The undo record: one line before every change, enough to take it back from the file alone. */
import { z } from 'zod';
import { parseJson, type JsonObject } from './json.ts';
import { ms } from './units.ts';

/** Who takes a run's faults out, and writes its end. */
const who = z.enum(['runner', 'guardian', 'restore']);
export type Who = z.infer<typeof who>;

const jsonObject = z.record(z.string(), z.json()) as z.ZodType<JsonObject>;

const header = z.object({
  kind: z.literal('run'),
  schemaVersion: z.literal(1),
  run: z.string(),
  experiment: z.string(),
  file: z.string(),
  /** Folder from which relative paths and commands of the experiment count. */
  folder: z.string(),
  /** Time budget of each restore. */
  budget: z.number().transform(ms),
  wall: z.string(),
});

const prepared = z.object({
  kind: z.literal('prepared'),
  n: z.number().int(),
  fault: z.string(),
  type: z.string(),
  group: z.string(),
  targets: z.array(z.string()),
  undo: jsonObject,
  /** The command by which a human would undo it. */
  manual: z.string(),
  /** Environment variables without which restore cannot work. */
  env: z.array(z.string()),
});

/** Written down, and then the act itself found a reason against it and changed nothing. */
const refused = z.object({
  kind: z.literal('refused'),
  n: z.number().int(),
  refusals: z.array(z.object({ why: z.string(), hint: z.string() })),
});

/** One line of the undo file, and what the guardian is told of it. */
export const undoLine = z.discriminatedUnion('kind', [
  header,
  prepared,
  z.object({ kind: z.literal('applied'), n: z.number().int() }),
  /** Written down and never acted on: the run was halted meanwhile. */
  z.object({ kind: z.literal('dropped'), n: z.number().int() }),
  refused,
  z.object({ kind: z.literal('restored'), n: z.number().int(), by: who, note: z.string().optional() }),
  z.object({ kind: z.literal('forgotten'), n: z.number().int(), reason: z.string() }),
]);

export type UndoLine = z.infer<typeof undoLine>;
export type UndoHeader = z.infer<typeof header>;
export type UndoEntry = z.infer<typeof prepared>;
export type UndoRefusal = z.infer<typeof refused>;
export type UndoEnd = Extract<UndoLine, { readonly kind: 'restored' | 'forgotten' }>;

/** What the undo file of a run says: who it was, and what is not taken back yet, in the order it was done. */
export interface UndoState {
  readonly header: UndoHeader;
  readonly pending: readonly UndoEntry[];
  /** Every entry ever prepared, those that were never acted on left out. */
  readonly entries: readonly UndoEntry[];
  /** Those that were refused at the last moment. */
  readonly refused: readonly UndoRefusal[];
  /** Who took out which entry, or why it was let go. */
  readonly ends: readonly UndoEnd[];
}

/** What an undo file says. Throws as `undoLines` does. */
export function readUndo(text: string): UndoState {
  return undoState(undoLines(text));
}

/**
 * The lines of an undo file, its header first; a torn last line is tolerated, because its change was never made.
 * Throws where any other line cannot be read: restoring by a damaged record would be guessing.
 */
export function undoLines(text: string): readonly UndoLine[] {
  const lines = text.split('\n');
  const torn = lines.pop();
  const parsed = lines.map((one, index) => parseLine(one, index + 1));
  if (torn !== undefined && torn !== '') parsed.push(...tolerate(torn));
  return headed(parsed);
}

/** What lines say together, also those of two witnesses of one run: what either knows was prepared, and what is out for either is out. Throws without a header. */
export function undoState(lines: readonly UndoLine[]): UndoState {
  const [header] = headed(lines);
  const refused = oncePerChange(lines.filter((one) => one.kind === 'refused'));
  const untouched = new Set([...lines.filter((one) => one.kind === 'dropped'), ...refused].map(({ n }) => n));
  const entries = oncePerChange(lines.filter((one) => one.kind === 'prepared')).filter(({ n }) => !untouched.has(n));
  const ends = oncePerChange(lines.filter((one) => one.kind === 'restored' || one.kind === 'forgotten'));
  const done = new Set(ends.map((one) => one.n));
  return { header, entries, refused, ends, pending: entries.filter((entry) => !done.has(entry.n)) };
}

function headed(lines: readonly UndoLine[]): readonly [UndoHeader, ...UndoLine[]] {
  const [first, ...others] = lines;
  if (first?.kind !== 'run') throw new Error('the undo record has no header: nothing was ever prepared');
  return [first, ...others];
}

function oncePerChange<Line extends { readonly n: number }>(lines: readonly Line[]): readonly Line[] {
  return [...Map.groupBy(lines, ({ n }) => n).values()].flatMap(([first]) => first ?? []);
}

function parseLine(text: string, number: number): UndoLine {
  try {
    return undoLine.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`line ${number} of the undo record cannot be read: ${text.slice(0, 80)}`, { cause: error });
  }
}

function tolerate(text: string): UndoLine[] {
  const line = undoLine.safeParse(parseJson(text)).data;
  return line === undefined ? [] : [line];
}

/** A load that a Job in a cluster sends. */
export const loadType = 'kubernetes.load';
const ownTypes: ReadonlySet<string> = new Set(['application', loadType]);

/** Whether an entry is something the run started for itself (its application, its proxy, a load in a cluster), and no fault. */
export function isOwn({ type }: Pick<UndoEntry, 'type'>): boolean {
  return ownTypes.has(type);
}

/** In which order entries come out: within a group the last in first, groups beside each other, what the run itself started last. */
export function restoreOrder(entries: readonly UndoEntry[]): { readonly faults: readonly (readonly UndoEntry[])[]; readonly programs: readonly UndoEntry[] } {
  const newestFirst = entries.toSorted((a, b) => b.n - a.n);
  const groups = Map.groupBy(
    newestFirst.filter((entry) => !isOwn(entry)),
    (entry) => entry.group,
  );
  return { faults: [...groups.values()], programs: newestFirst.filter(isOwn) };
}
