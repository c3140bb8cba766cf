import { readFile } from 'node:fs/promises';
import { between } from '../domain/instants.ts';
import type { Calendar, Calendars } from '../domain/program/circumstances.ts';
import { reason } from '../domain/reason.ts';
import { ms, showMs } from '../domain/units.ts';
import type { Config } from '../experiment/config.ts';
import type { Clock } from '../ports/clock.ts';
import type { Http } from '../ports/http.ts';
import { keepCopy, readCopy } from './copies.ts';
import { readIcal } from './ical.ts';

export interface CalendarWorld {
  readonly http: Http;
  readonly clock: Clock;
  /** Where the last good copy of a calendar from the network is kept. */
  readonly cache: string;
}

const patience = ms(10_000);
const largest = 4 * 1024 * 1024;
/** A freeze that was entered since then would be missed. */
const usable = ms(24 * 3_600_000);

interface Loaded {
  readonly calendar: Calendar;
  readonly note?: string;
}

/** The calendars of these names, each read or unreadable; `notes` tells people of copies that were used instead. Never throws. */
export async function loadCalendars(
  names: readonly string[],
  config: Config | undefined,
  world: CalendarWorld,
): Promise<{ readonly calendars: Calendars; readonly notes: readonly string[] }> {
  const loaded = await Promise.all(names.map(async (name) => [name, await load(name, config, world)] as const));
  return {
    calendars: Object.fromEntries(loaded.map(([name, { calendar }]) => [name, calendar])),
    notes: loaded.flatMap(([, { note }]) => note ?? []),
  };
}

async function load(name: string, config: Config | undefined, world: CalendarWorld): Promise<Loaded> {
  const source = config?.calendars[name];
  if (source === undefined) return unreadable(whyNone(name, config));
  if (source.kind === 'url') return fetched(name, source.url, world);
  try {
    return { calendar: await readIcal(await readFile(source.file, 'utf8')) };
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return unreadable(isMissing ? `there is no file ${source.file}` : reason(error));
  }
}

function whyNone(name: string, config: Config | undefined): string {
  if (config === undefined) return 'there is no config';
  const missing = config.unusable[`calendars.${name}`]?.[0]?.message;
  return missing === undefined ? `${config.file} has none of this name` : missing.replace(/\.$/, '');
}

const unreadable = (why: string): Loaded => ({ calendar: { kind: 'unreadable', why } });

/** From its address; where that fails, or answers what is no calendar, from the last good copy while it is young. */
async function fetched(name: string, url: string, { http, clock, cache }: CalendarWorld): Promise<Loaded> {
  const answer = await ask(url, http, clock);
  if (answer.kind === 'text') {
    const calendar = await readIcal(answer.text);
    if (calendar.kind === 'read') {
      await keepCopy(cache, url, { at: clock.wall(), text: answer.text });
      return { calendar };
    }
  }
  const why = answer.kind === 'text' ? 'its address answers what is no iCalendar file' : answer.why;
  const copy = await readCopy(cache, url);
  if (copy === undefined) return unreadable(why);
  const age = between(copy.at, clock.wall());
  if (Math.abs(age) > usable) return unreadable(`${why}, and the copy of ${copy.at} is too old`);
  return { calendar: await readIcal(copy.text), note: `Calendar ${name}: ${why}; the copy of ${copy.at} counts, for ${showMs(ms(usable - age))} more.` };
}

type Answer = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'none'; readonly why: string };

async function ask(url: string, http: Http, clock: Clock): Promise<Answer> {
  using deadline = clock.deadline(patience);
  try {
    const { status, body } = await http.request({ url, headers: { accept: 'text/calendar' }, signal: deadline.signal, limit: largest });
    if (status === 200) return { kind: 'text', text: body };
    return { kind: 'none', why: status >= 300 && status < 400 ? `its address answers ${status}: it has moved` : `its address answers ${status}` };
  } catch (error) {
    return { kind: 'none', why: `its address gives nothing: ${reason(error)}` };
  }
}
