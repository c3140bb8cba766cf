/** How a slot goes on that is ours. */
import { ms, showMs } from '../units.ts';
import { instant } from '../instants.ts';
import { afterRun, type After } from './after-run.ts';
import { busyBetween } from './busy.ts';
import type { Circumstances } from './circumstances.ts';
import { nameOf, runsOf } from './draw.ts';
import { dueAfter, started, type Due } from './due.ts';
import { usualGrace } from './grace.ts';
import { showLocal } from './local.ts';
import type { Next, ProgramRun } from './next.ts';
import { obstacle } from './obstacles.ts';
import { isAsked, type Opened } from './opened.ts';
import type { Program } from './program.ts';

/** `undefined` while a run of it is on. */
export function proceed(program: Program, opened: Opened, circumstances: Circumstances): Next | undefined {
  const { slot, steps } = opened;
  const last = steps.at(-1);
  const runs = runsOf(program, slot, circumstances.seed);
  if (last?.kind === 'started') return undefined;
  const due = isAsked(slot) ? asked(opened) : started(program, instant(slot.slot), circumstances);
  if (last?.kind !== 'ended') return begin(program, opened, { due, runs, circumstances });
  const after = afterRun(program, last, { runs, steps, until: lastChance(program, due, circumstances) });
  return carryOn(program, opened, after, circumstances);
}

/** One that a person asked for starts when it was claimed. */
function asked({ slot, steps }: Opened): Due {
  const at = steps[0]?.at ?? 0;
  return { slot, due: at, start: at };
}

/** A slot is not tried any more when the next one of its job is due. */
function lastChance(program: Program, { slot, due, end }: Due, circumstances: Circumstances): number {
  const following = isAsked(slot) ? undefined : dueAfter(program, due, circumstances)?.due;
  return Math.min(end ?? Infinity, following ?? Infinity);
}

interface Beginning {
  readonly due: Due;
  readonly runs: readonly ProgramRun[];
  readonly circumstances: Circumstances;
}

function begin(program: Program, opened: Opened, { due, runs, circumstances }: Beginning): Next {
  const { slot } = opened;
  const { now } = circumstances;
  const reason = against(program, opened, due, circumstances);
  if (reason !== undefined) return { kind: 'skip', slot, reason };
  const told = opened.steps.some(({ kind }) => kind === 'announced');
  // While runs are blocked nothing is promised that would not come; people hear of it should the block end in time.
  if (program.announce !== undefined && !told && !isAsked(slot) && circumstances.blocked === undefined)
    return { kind: 'announce', slot, at: Math.max(now, due.start), what: describe(program, runs), environments: environmentsOf(program, runs) };
  if (now < due.start) return { kind: 'wait', until: due.start, why: `${slot.job} starts at ${showLocal(due.start, program.timeZone)}` };
  const [run] = runs;
  return run === undefined ? { kind: 'skip', slot, reason: 'it has no experiment' } : { kind: 'run', slot, run };
}

/** Why a slot passes without a run; what would hold whenever it is asked comes first. */
function against(program: Program, opened: Opened, { start }: Due, circumstances: Circumstances): string | undefined {
  const { now, blocked, calendars } = circumstances;
  const byCalendar = isAsked(opened.slot) ? undefined : obstacle(program, Math.max(now, start), calendars);
  if (byCalendar !== undefined) return byCalendar;
  if (now < start) return undefined;
  if (blocked !== undefined) return `runs are blocked: ${blocked}`;
  const other = busyBetween(start, now, opened, circumstances);
  if (other !== undefined) return `${whose(other, program.timeZone)} was still running`;
  if (now <= start + (circumstances.grace ?? usualGrace)) return undefined;
  return `missed: its start was at ${showLocal(start, program.timeZone)}, and nobody was there until ${showMs(ms(now - start))} later`;
}

/** Within a slot: the next run, the same once more, or the end. Each start is asked of calendar and block anew. */
function carryOn(program: Program, opened: Opened, after: After, circumstances: Circumstances): Next {
  const { slot } = opened;
  const { now, blocked, calendars } = circumstances;
  if (after.kind === 'finish') return { kind: 'finish', slot, how: after.how, ...(after.reason === undefined ? {} : { reason: after.reason }) };
  if (after.kind === 'again' && now >= after.until) return { kind: 'finish', slot, how: 'refused', reason: after.reason };
  if (after.kind === 'again' && now < after.at) return { kind: 'wait', until: after.at, why: `${after.reason}; ${againAt(program, after.at)}` };
  const byCalendar = isAsked(slot) ? undefined : obstacle(program, now, calendars);
  const reason = blocked === undefined ? byCalendar : `runs are blocked: ${blocked}`;
  if (reason !== undefined) return { kind: 'finish', slot, how: after.kind === 'again' ? 'refused' : 'stopped', reason };
  const other = busyBetween(now, now, opened, circumstances);
  if (other !== undefined) return { kind: 'wait', until: now + usualGrace, why: `${whose(other, program.timeZone)} is running` };
  return { kind: 'run', slot, run: after.run };
}

const againAt = ({ job, timeZone }: Program, at: number): string => `${job} tries it again at ${showLocal(at, timeZone)}`;

function whose({ slot }: Opened, timeZone: string): string {
  return isAsked(slot) ? `${slot.job}, asked for by a person,` : `${slot.job} of ${showLocal(instant(slot.slot), timeZone)}`;
}

const describe = (program: Program, runs: readonly ProgramRun[]): string => runs.map(({ file }) => nameOf(program, file)).join(', then ');

function environmentsOf({ what }: Program, runs: readonly ProgramRun[]): readonly string[] {
  const experiments = what.experiments.filter(({ file }) => runs.some((run) => run.file === file));
  return [...new Set(experiments.flatMap(({ environments }) => environments))];
}
