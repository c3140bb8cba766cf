import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { loadCalendars } from '../calendars/load.ts';
import type { Event } from '../domain/events.ts';
import type { Calendars } from '../domain/program/circumstances.ts';
import type { Schedule } from '../domain/program/program.ts';
import { ms } from '../domain/units.ts';
import type { Config } from '../experiment/config.ts';
import { readScheduleFile } from '../planning/schedule-file.ts';
import { systemClock } from '../platform/clock.ts';
import { loadOccurrences } from '../platform/occurrences.ts';
import { bin } from '../platform/places.ts';
import { pidSpace } from '../platform/pid-space.ts';
import { program } from '../platform/program.ts';
import { createRuns } from '../platform/runs.ts';
import { systemWall } from '../platform/wall.ts';
import type { RunFinished, Runs } from '../ports/runs.ts';
import type { Store } from '../ports/store.ts';
import { readEvents, runsFolder } from '../record/folder.ts';
import type { Desk } from '../schedule/desk.ts';
import { Health } from '../schedule/health.ts';
import type { Toolbox } from '../toolbox.ts';
import { announcersIn } from './announcers.ts';
import { configOf } from './config-of.ts';
import { isAlive } from './dead-runs.ts';
import { openMemory } from './remember.ts';
import { baseFolder } from './run-folder.ts';

/** Calendars change seldom, and some of them are far away. */
const calendarsKept = ms(60_000);
/** A guardian's two tries at restoring, with what each may take. */
const ending = ms(300_000);
const looking = ms(200);

export interface MachineDesk extends Desk, AsyncDisposable {
  /** Whether a team shares the store. */
  readonly shared: boolean;
  /** The folder of its config: where runs, store and calendars lie. */
  readonly base: string;
  /** As it is now. @throws CommandFailed where it is wrong. */
  config(): Config | undefined;
}

/** Everything a scheduler needs of this machine; dispose it in the end. */
export async function openDesk(file: string, toolbox: Toolbox, { sinks, skipped }: Pick<Desk, 'sinks' | 'skipped'>): Promise<MachineDesk> {
  // From the schedule's own place, so that a service may be started anywhere.
  const base = baseFolder(dirname(resolve(file)));
  const identity = await toolbox.identify(toolbox.processes.self);
  const config = (): Config | undefined => configOf(base);
  let opened: Promise<Store> | undefined;
  const store = async (): Promise<Store> => {
    opened ??= openMemory(base);
    return opened.catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
  };
  return {
    base,
    config,
    shared: config()?.store !== undefined,
    clock: systemClock,
    wall: systemWall,
    self: { host: pidSpace(hostname()), ...identity },
    health: new Health(systemClock, program.talk),
    occurrences: await loadOccurrences(),
    runs: createRuns(bin, base, recordedEnd(base, toolbox)),
    announcers: await announcersIn(config(), toolbox.http),
    sinks,
    skipped,
    say: program.talk,
    digest: async (since, signal) => (await import('./make-digest.ts')).tellDigest(since, base, signal),
    alive: (other) => toolbox.alive(other),
    schedule: rereading(file),
    calendars: calendarsOf(config, base, toolbox),
    store,
    blocked: () => {
      const damage = toolbox.state.damage();
      if (damage !== undefined) throw damage;
      return toolbox.state.blocked();
    },
    async [Symbol.asyncDispose]() {
      const last = await opened?.catch(() => undefined);
      await last?.[Symbol.asyncDispose]();
    },
  };
}

/** Says so when it is not what it was. */
function rereading(file: string): Desk['schedule'] {
  let before: string | undefined;
  return async () => {
    const now = await readSchedule(file);
    const text = JSON.stringify(now);
    if (typeof now !== 'string' && before !== undefined && text !== before) program.talk(`${file}, or what it names, has changed: going by what it says now.`);
    before = text;
    return now;
  };
}

async function readSchedule(file: string): Promise<Schedule | string> {
  const reading = await readScheduleFile(file, program.environment());
  return reading.kind === 'valid' ? reading.schedule : reading.text;
}

function calendarsOf(config: () => Config | undefined, base: string, { http }: Toolbox): Desk['calendars'] {
  let kept: { readonly names: string; readonly until: number; readonly calendars: Calendars } | undefined;
  let told = '';
  return async ({ skip, jobs }) => {
    const names = [...new Set([...skip, ...jobs.flatMap((job) => job.skip)])];
    const key = JSON.stringify(names);
    if (kept !== undefined && kept.names === key && systemClock.now() < kept.until) return kept.calendars;
    const { calendars, notes } = await loadCalendars(names, config(), { http, clock: systemClock, cache: join(base, '.firedrill', 'calendars') });
    if (notes.join('\n') !== told) for (const note of notes) program.talk(note);
    told = notes.join('\n');
    kept = { names: key, until: systemClock.now() + calendarsKept, calendars };
    return calendars;
  };
}

/** Waits until nobody minds the run any more, and reads what was written last. */
function recordedEnd(base: string, toolbox: Toolbox): Runs['recordedEnd'] {
  return async (run) => {
    using deadline = systemClock.deadline(ending);
    while ((await isAlive(run, toolbox)) && !deadline.signal.aborted) await systemClock.sleep(looking, deadline.signal);
    const events = await readEvents(join(runsFolder(base), run)).catch((): readonly Event[] => []);
    return events.findLast((event): event is RunFinished => event.kind === 'run.finished');
  };
}
