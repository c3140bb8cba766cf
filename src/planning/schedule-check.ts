/** What a schedule can be asked beyond whether its files read: whether what it plans will be allowed, and ever come. */
import { readFileSync } from 'node:fs';
import type { Calendars, Occurrences } from '../domain/program/circumstances.ts';
import { foresee } from '../domain/program/foresee.ts';
import type { Program, Schedule } from '../domain/program/program.ts';
import { showProblems } from '../experiment/problem.ts';
import { Problems } from '../experiment/problems.ts';
import { parseSource } from '../experiment/source.ts';
import { planFile } from './plan-file.ts';
import type { Environment } from './read-file.ts';

interface Checked {
  readonly schedule: Schedule;
  readonly calendars: Calendars;
  readonly occurrences: Occurrences;
}

interface Here {
  readonly env: Environment;
  readonly now: number;
}

/** So many slots without a run are no coincidence. */
const looked = 20;

/** Everything that stands against a schedule that reads well, as people read it; empty where nothing does. */
export async function checkSchedule(file: string, checked: Checked, here: Here): Promise<string> {
  const text = readFileSync(file, 'utf8');
  const problems = new Problems(file, parseSource(text));
  const { schedule, calendars } = checked;
  for (const [index, name] of schedule.skip.entries()) {
    const calendar = calendars[name];
    if (calendar?.kind === 'unreadable') {
      problems.add(['skip', index], `Calendar ${name} cannot be read: ${calendar.why}.`, {
        expected: 'expected a calendar that can be: what is unknown skips every slot',
      });
    }
  }
  if (problems.count === 0) for (const job of schedule.jobs) comes(problems, job, checked, here);
  for (const job of schedule.jobs) await allowed(problems, job, here);
  return showProblems(problems.sorted(), text);
}

function comes(problems: Problems, job: Program, { schedule, calendars, occurrences }: Checked, { now }: Here): void {
  const slots = foresee(job, looked, { now, seed: schedule.seed, calendars, occurrences });
  const [first] = slots;
  if (slots.some(({ skip }) => skip === undefined)) return;
  const why = first?.skip === undefined ? `Job ${job.job} is never due again.` : `The next ${slots.length} slots of job ${job.job} are all skipped.`;
  problems.add(['jobs', job.job], why, { on: 'key', ...(first?.skip === undefined ? {} : { expected: `the first: ${first.skip}` }) });
}

/** What file and config say against a run, whatever the state of the targets; the values are the first of each. */
async function allowed(problems: Problems, { job, what, vars }: Program, { env }: Here): Promise<void> {
  for (const { file, name, vars: taken } of what.experiments) {
    const values = Object.fromEntries(taken.map((variable) => [variable, vars[variable]?.[0] ?? '']));
    const planned = await planFile(file, { vars: values, env, rehearsal: false, seed: 0 });
    const refusals = planned.kind === 'planned' ? await planned.plan.forbidden() : [];
    for (const { why, hint } of refusals) problems.add(['jobs', job, what.kind], `${name} will be refused: ${why}`, { on: 'key', expected: hint });
  }
}
