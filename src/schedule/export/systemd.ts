/** A schedule as timers of systemd. */
import { lateness, onceArgs, seconds, unitName, type ExportedFile, type ExportedJob, type Exporting } from './exported.ts';
import { onCalendar, timesOf } from './times.ts';

export interface SystemdOptions {
  /** Absolute argv that starts this firedrill. */
  readonly command: readonly string[];
}

/**
 * A `.service` and a `.timer` for each job, to be put into /etc/systemd/system or ~/.config/systemd/user.
 * `KillMode=mixed`: a stop asks the runner alone, and a guardian whose runner was killed has until `TimeoutStopSec` to restore. Source: systemd.kill(5).
 */
export function toSystemd(exporting: Exporting, options: SystemdOptions): readonly ExportedFile[] {
  return exporting.jobs.flatMap((job) => {
    const name = unitName(job);
    return [
      { name: `${name}.service`, text: service(exporting, job, options) },
      { name: `${name}.timer`, text: timer(exporting, job) },
    ];
  });
}

function service(exporting: Exporting, job: ExportedJob, { command }: SystemdOptions): string {
  const { schedule, job: name } = job.program;
  const environment = exporting.env.length === 0 ? [] : [`# Has to set: ${exporting.env.join(', ')}`, `EnvironmentFile=-%E/firedrill/${schedule}.env`];
  return lines([
    `[Unit]`,
    `Description=firedrill: ${specifier(name)} of ${specifier(schedule)}`,
    'Wants=network-online.target',
    'After=network-online.target',
    '',
    '[Service]',
    'Type=oneshot',
    `WorkingDirectory=${specifier(exporting.folder)}`,
    `ExecStart=${[...command, ...onceArgs(exporting, job, lateness.systemd)].map(quoted).join(' ')}`,
    ...environment,
    '# Its guardian lives on when the runner is killed, and has this long to restore.',
    'KillMode=mixed',
    `TimeoutStopSec=${seconds(job.grace)}`,
    `TimeoutStartSec=${seconds(job.longest)}`,
  ]);
}

function timer({ occurrences, from }: Exporting, job: ExportedJob): string {
  const { schedule, job: name, timeZone } = job.program;
  return lines([
    '[Unit]',
    `Description=firedrill: ${specifier(name)} of ${specifier(schedule)}`,
    '',
    '[Timer]',
    `OnCalendar=${onCalendar(timesOf(job.program, timeZone, from, occurrences), timeZone)}`,
    'AccuracySec=1s',
    '# What was missed is not made up.',
    'Persistent=false',
    '',
    '[Install]',
    'WantedBy=timers.target',
  ]);
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;

/** `%` begins a specifier. Source: systemd.unit(5). */
const specifier = (text: string): string => text.replaceAll('%', '%%');

/** One argument of a command line; `$` begins a variable. Source: systemd.service(5), "Command lines". */
const quoted = (text: string): string => {
  const escaped = specifier(text).replaceAll('$', '$$$$');
  return /^[\w./:@%=+,-]+$/.test(escaped) ? escaped : `"${escaped.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
};
