import { dirname, resolve } from 'node:path';
import { digestJob } from '../domain/program/digest.ts';
import type { Occurrences } from '../domain/program/circumstances.ts';
import type { Program, Schedule } from '../domain/program/program.ts';
import type { Config } from '../experiment/config.ts';
import { hint } from '../experiment/nearest.ts';
import { showProblems } from '../experiment/problem.ts';
import { Problems } from '../experiment/problems.ts';
import { readSchedule, type ScheduleSaid } from '../experiment/schedule.ts';
import { parseSource } from '../experiment/source.ts';
import { loadOccurrences } from '../platform/occurrences.ts';
import { cannotRead, fileText } from './file-text.ts';
import { findConfig } from './find-config.ts';
import type { Environment } from './read-file.ts';
import { readJobExperiments, type ScheduleScene } from './schedule-experiments.ts';

export type ScheduleReading =
  | { readonly kind: 'valid'; readonly schedule: Schedule; readonly config: Config | undefined }
  | { readonly kind: 'invalid'; readonly text: string };

/** Reads a schedule (YAML or JSON), the experiments it names, and the config found upward from its folder; everything wrong at once, as people read it. Touches nothing. */
export async function readScheduleFile(file: string, env: Environment): Promise<ScheduleReading> {
  const written = fileText(file);
  if (written.kind !== 'text') return { kind: 'invalid', text: cannotRead(file, written, 'a schedule file') };
  const { text } = written;
  const folder = dirname(resolve(file));
  const found = findConfig(folder, env, resolve('.'));
  if (found.kind === 'invalid') return found;
  const config = found.kind === 'found' ? found.config : undefined;
  const source = parseSource(text);
  const problems = new Problems(file, source);
  const texts: string[] = [];
  const said = source.broken.length > 0 ? undefined : readSchedule(problems, source.value, await occurrences());
  const schedule = said === undefined ? undefined : await withExperiments(said, { problems, texts, file: resolve(file), folder, env, config });
  if (problems.count === 0 && schedule !== undefined) return { kind: 'valid', schedule, config };
  return { kind: 'invalid', text: [showProblems(problems.sorted(), text), ...new Set(texts)].join('\n') };
}

let loaded: Promise<Occurrences> | undefined;
const occurrences = (): Promise<Occurrences> => (loaded ??= loadOccurrences());

async function withExperiments({ jobs, windows, digest, ...said }: ScheduleSaid, scene: ScheduleScene): Promise<Schedule> {
  const { name, timeZone, skip } = said;
  checkCalendars(skip, scene);
  const programs: Program[] = [];
  for (const { path, kind, experiments, when, ...job } of jobs) {
    const scheduled = await readJobExperiments({ path, kind, experiments, vars: job.vars }, scene);
    if (when !== undefined) programs.push({ ...job, when, schedule: name, timeZone, windows, skip, what: { kind, experiments: scheduled } });
  }
  const timed = digest === undefined ? {} : { digest: { schedule: name, job: digestJob, timeZone, when: digest } };
  return { ...said, ...timed, file: scene.file, folder: scene.folder, jobs: programs };
}

/** One that cannot be used on this machine alone is not a mistake of the schedule: it is unknown, and its slots are skipped. */
function checkCalendars(skip: readonly string[], { problems, config, folder }: ScheduleScene): void {
  const unusable = Object.keys(config?.unusable ?? {}).flatMap((key) => (key.startsWith('calendars.') ? [key.slice('calendars.'.length)] : []));
  const known = [...Object.keys(config?.calendars ?? {}), ...unusable];
  for (const [index, name] of skip.entries()) {
    if (known.includes(name)) continue;
    if (config === undefined) {
      problems.add(['skip', index], `Calendar ${name} is nowhere: there is no config.`, {
        expected: `expected calendars: in a firedrill.config.yaml in ${folder} or above`,
      });
    } else {
      const none = { expected: 'expected one under calendars: there' };
      problems.add(['skip', index], `${name} is not a calendar of ${config.file}.`, known.length === 0 ? none : hint(name, known));
    }
  }
}
