import type { Calendars } from '../domain/program/circumstances.ts';
import type { Config } from '../experiment/config.ts';
import type { Clock } from '../ports/clock.ts';
import type { Http } from '../ports/http.ts';

export interface CalendarWorld {
  readonly http: Http;
  readonly clock: Clock;
  /** Where the last good copy of a calendar from the network is kept. */
  readonly cache: string;
}

/** The calendars of these names, each read or unreadable; `notes` tells people of copies that were used instead. Never throws. */
export async function loadCalendars(
  names: readonly string[],
  config: Config | undefined,
  _world: CalendarWorld,
): Promise<{ readonly calendars: Calendars; readonly notes: readonly string[] }> {
  const why = config === undefined ? 'there is no config' : 'calendars are not read yet';
  return { calendars: Object.fromEntries(names.map((name) => [name, { kind: 'unreadable', why }])), notes: [] };
}
