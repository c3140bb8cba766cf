import { dirname, join, resolve } from 'node:path';
import { loadCalendars } from '../calendars/load.ts';
import type { Calendars, Occurrences } from '../domain/program/circumstances.ts';
import type { Schedule } from '../domain/program/program.ts';
import { exitCodes } from '../domain/verdict.ts';
import type { Config } from '../experiment/config.ts';
import { systemClock } from '../platform/clock.ts';
import { createHttp } from '../platform/http.ts';
import { loadOccurrences } from '../platform/occurrences.ts';
import { program } from '../platform/program.ts';
import { readScheduleFile } from '../planning/schedule-file.ts';
import { baseFolder } from './run-folder.ts';

export interface OpenedSchedule {
  readonly schedule: Schedule;
  readonly config: Config | undefined;
  readonly calendars: Calendars;
  readonly occurrences: Occurrences;
}

/** A schedule with its calendars as they are now; where the file is wrong that is said, the exit code set, and `undefined` returned. */
export async function openSchedule(file: string): Promise<OpenedSchedule | undefined> {
  const reading = await readScheduleFile(file, program.environment());
  if (reading.kind === 'invalid') {
    program.talk(reading.text.trimEnd());
    program.endWith(exitCodes.invalid);
    return undefined;
  }
  const { schedule, config } = reading;
  await using http = createHttp();
  const cache = join(baseFolder(dirname(resolve(file))), '.firedrill', 'calendars');
  const { calendars, notes } = await loadCalendars(schedule.skip, config, { http, clock: systemClock, cache });
  for (const note of notes) program.talk(note);
  return { schedule, config, calendars, occurrences: await loadOccurrences() };
}
