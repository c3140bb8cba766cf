/** A schedule as a workflow of GitHub Actions. */
import type { JsonObject } from '../../domain/json.ts';
import { lateness, onceArgs, seconds, unitName, type ExportedJob, type Exporting } from './exported.ts';
import { cronOf, timesOf } from './times.ts';

export interface GithubOptions {
  /** How firedrill is started in a checkout, as a shell reads it. */
  readonly command: string;
}

/**
 * One workflow with a job for each job of the schedule. GitHub's timers know UTC alone and may come late, so a job is started at the hours of both halves of the
 * year, and `schedule once` runs it at the right one. Source: GitHub's documentation, "Events that trigger workflows", schedule.
 */
export function toGithub(exporting: Exporting, { command }: GithubOptions): JsonObject {
  const { schedule, jobs } = exporting;
  const crons = new Map(jobs.map((job) => [job, cronOf(timesOf(job.program, 'UTC', exporting.from, exporting.occurrences))]));
  return {
    name: `firedrill ${schedule.name}`,
    on: { schedule: [...new Set(crons.values())].map((cron) => ({ cron })), workflow_dispatch: {} },
    permissions: { contents: 'read' },
    jobs: Object.fromEntries(jobs.map((job) => [unitName(job), jobOf(exporting, job, crons.get(job) ?? '', command)])),
  };
}

function jobOf(exporting: Exporting, job: ExportedJob, cron: string, command: string): JsonObject {
  const { env } = exporting;
  const once = `${command} ${onceArgs(exporting, job, lateness.github).map(quoted).join(' ')}`;
  const now = `${command} ${['schedule', 'run-now', exporting.file, '--job', job.program.job].map(quoted).join(' ')}`;
  return {
    if: `github.event_name == 'workflow_dispatch' || github.event.schedule == '${cron}'`,
    'runs-on': 'ubuntu-latest',
    'timeout-minutes': Math.ceil(seconds(job.longest) / 60),
    // The next one waits: a drill that is cancelled half-way has ten seconds to restore.
    concurrency: { group: unitName(job), 'cancel-in-progress': false },
    env: {
      // Without it the runner of GitHub ends every process that a cancelled job leaves, and with them the guardian that restores.
      RUNNER_TRACKING_ID: '',
      ...Object.fromEntries(env.map((name) => [name, `\${{ secrets.${name} }}`])),
    },
    steps: [
      { uses: 'actions/checkout@v5' },
      { uses: 'actions/setup-node@v5', with: { 'node-version': 24 } },
      { run: 'npm ci' },
      // What earlier jobs remember; its key is new each time, so that what this one adds is kept.
      {
        uses: 'actions/cache@v4',
        with: { path: '.firedrill', key: `${unitName(job)}-\${{ github.run_id }}`, 'restore-keys': `${unitName(job)}-` },
      },
      { name: job.program.job, run: `if [ "$GITHUB_EVENT_NAME" = workflow_dispatch ]; then ${now}; else ${once}; fi` },
      {
        if: 'always()',
        uses: 'actions/upload-artifact@v4',
        with: { name: unitName(job), path: '.firedrill/runs', 'if-no-files-found': 'ignore', 'include-hidden-files': true },
      },
    ],
  };
}

/** One word of a shell's command line. */
const quoted = (text: string): string => (/^[\w./:@%=+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
