/** What a config says beside its environments: where runs are remembered, who is told, which days are none for a drill. */
import { resolve as resolvePath } from 'node:path';
import { z } from 'zod';
import type { SinkKind, SinkSetting } from '../ports/sink.ts';
import { check } from './check.ts';
import { isMapping } from './document.ts';
import { address } from './head.ts';
import { hint } from './nearest.ts';
import type { Problems } from './problems.ts';
import type { Path } from './source.ts';

const text = z.string({ error: 'expected a text' }).min(1);

export const storeSchema = z
  .strictObject({ postgres: text.describe('The address of a PostgreSQL database that a team shares, as a reference: ${env:FIREDRILL_STORE}.') })
  .describe('Where runs, findings and slots are remembered; without it in .firedrill/store.db, beside the runs.');

export const calendarSchema = z
  .union(
    [
      z.strictObject({ file: text.describe('An iCalendar file; its path counts from the config’s folder.') }),
      z.strictObject({ url: address.describe('Where an iCalendar file is fetched.') }),
    ],
    { error: 'expected { file: holidays.ics } or { url: https://… }' },
  )
  .describe('Days and hours that are taken: holidays, freezes.');

export const sharedSinkKeys = {
  environments: z.array(text).default(['*']).describe('Environments whose runs it hears of, * for any part; a run without one is local.'),
} as const;

/** Where a calendar is read. */
export type CalendarSource = { readonly kind: 'file'; readonly file: string } | { readonly kind: 'url'; readonly url: string };

export function readStore(problems: Problems, path: Path, value: unknown): { readonly postgres: string } | undefined {
  return check(problems, { path, noun: 'store' }, storeSchema, value);
}

export function readCalendar(problems: Problems, path: Path, value: unknown, folder: string): CalendarSource | undefined {
  const said = check(problems, { path, noun: `calendar ${String(path.at(-1))}` }, calendarSchema, value);
  if (said === undefined) return undefined;
  return 'file' in said ? { kind: 'file', file: resolvePath(folder, said.file) } : { kind: 'url', url: said.url };
}

/** One entry under `sinks`: its `type` chooses whose keys it takes. */
export function readSink(problems: Problems, path: Path, value: unknown, kinds: readonly SinkKind[]): SinkSetting | undefined {
  const name = String(path.at(-1));
  if (!isMapping(value)) return problems.add(path, `sink ${name} is no mapping.`, { expected: `expected { type: …, … }` });
  const { type, environments, ...own } = value;
  const types = kinds.map((kind) => kind.type);
  const kind = kinds.find((one) => one.type === type);
  if (kind === undefined) {
    const wrong = type === undefined ? `type is missing in sink ${name}.` : `${problems.source.written([...path, 'type'])} is not a type of sink.`;
    return problems.add(type === undefined ? path : [...path, 'type'], wrong, { ...hint(String(type), types), ...(type === undefined ? { on: 'key' } : {}) });
  }
  const shared = check(problems, { path, noun: `sink ${name}` }, z.object(sharedSinkKeys), { environments });
  const settings = check(problems, { path, noun: `sink ${name}`, otherKeys: ['type', ...Object.keys(sharedSinkKeys)] }, kind.schema, own);
  return shared === undefined || settings === undefined ? undefined : { name, kind, settings, environments: shared.environments };
}
