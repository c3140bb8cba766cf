import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { reason } from '../domain/reason.ts';
import { exitCodes } from '../domain/verdict.ts';
import { bin } from '../platform/places.ts';
import { program } from '../platform/program.ts';
import type { ExportedFile, Exporting } from '../schedule/export/exported.ts';
import { toGithub } from '../schedule/export/github.ts';
import { mostConfigMap, toKubernetes } from '../schedule/export/kubernetes.ts';
import { toSystemd } from '../schedule/export/systemd.ts';
import { gatherExport } from './gather-export.ts';
import { CommandFailed } from './problem.ts';
import type { ExportOptions } from './schedule-export.ts';

/** Prints a schedule in the words of another calendar, or writes its files; resolves with the exit code. @throws CommandFailed where it cannot be said in them. */
export async function exportSchedule(file: string, options: ExportOptions): Promise<number> {
  refuseIdle(options);
  const exporting = await gatherExport(file, options.job);
  if (typeof exporting === 'string') {
    program.talk(exporting.trimEnd());
    return exitCodes.invalid;
  }
  const files = exported(exporting, options);
  if (options.out === undefined) program.print(printed(files).trimEnd());
  else await writeAll(files, options.out);
  for (const line of [...leftOut(exporting, options), ...advice(exporting, options)]) program.talk(line);
  return exitCodes.held;
}

/** An option that does nothing was meant for another calendar. */
function refuseIdle({ to, command, image, claim }: ExportOptions): void {
  const idle = to === 'kubernetes' ? { command } : { image, claim };
  const [option] = Object.entries(idle).find(([, value]) => value !== undefined) ?? [];
  if (option === undefined) return;
  throw new CommandFailed(`Cannot export to ${to}: --${option} has no effect there.`, 'Leave it out, or name another calendar with --to.', exitCodes.invalid);
}

function exported(exporting: Exporting, { to, command, image, namespace, account, claim }: ExportOptions): readonly ExportedFile[] {
  const name = `firedrill-${exporting.schedule.name}`;
  const yaml = (value: unknown): string => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
  switch (to) {
    case 'systemd':
      return toSystemd(exporting, { command: command === undefined ? [program.node, bin] : command.split(/\s+/) });
    case 'github':
      return [
        {
          name: `${name}.yml`,
          text: `# Made by: firedrill schedule export ${exporting.file} --to github\n${yaml(toGithub(exporting, { command: command ?? 'npx --no -- firedrill' }))}`,
        },
      ];
    case 'kubernetes': {
      if (image === undefined)
        throw new CommandFailed('Cannot export to Kubernetes: no image is named.', 'Name the one of firedrill with --image.', exitCodes.invalid);
      requireSmall(exporting);
      const objects = toKubernetes(exporting, { image, namespace, account, ...(claim === undefined ? {} : { claim }) });
      return [{ name: `${name}.yaml`, text: objects.map(yaml).join('---\n') }];
    }
  }
}

function requireSmall({ files }: Exporting): void {
  const size = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (size <= mostConfigMap) return;
  throw new CommandFailed(
    `Cannot export to Kubernetes: its files have ${size} bytes, and a ConfigMap holds ${mostConfigMap}.`,
    'Build them into the image, or export one job after the other with --job.',
    exitCodes.invalid,
  );
}

/** Of several, each says its name. */
function printed(files: readonly ExportedFile[]): string {
  const [only, ...more] = files;
  if (only !== undefined && more.length === 0) return only.text;
  return files.map(({ name, text }) => `# ${name}\n${text}`).join('\n');
}

async function writeAll(files: readonly ExportedFile[], folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const { name, text } of files) {
      await writeFile(join(folder, name), text);
      program.talk(`Written: ${join(folder, name)}`);
    }
  } catch (error) {
    throw new CommandFailed(`Cannot write into ${folder}: ${reason(error)}.`, 'Name another folder with --out.', exitCodes.invalid);
  }
}

/** A timer that calls `schedule once` runs one job. */
const leftOut = ({ schedule: { digest } }: Exporting, { job }: ExportOptions): readonly string[] =>
  digest === undefined || job !== undefined
    ? []
    : ['The digest is not in it: have a timer of your own call firedrill digest --post, where runs and store are those of the drills.'];

/** What the files cannot hold, and somebody has to see to. */
function advice({ env, schedule, jobs }: Exporting, { to, out, claim, account, namespace }: ExportOptions): readonly string[] {
  const secrets = env.join(', ');
  switch (to) {
    case 'systemd': {
      const timers = out === undefined ? [] : [`Then: systemctl --user daemon-reload, and systemctl --user enable --now for each .timer.`];
      return [
        ...timers,
        ...(env.length === 0 ? [] : [`The runs need ${secrets}: set them in firedrill/${schedule.name}.env under ~/.config, or /etc for system units.`]),
      ];
    }
    case 'github':
      return env.length === 0 ? [] : [`The runs need secrets of the repository: ${secrets}.`];
    case 'kubernetes': {
      const memory = claim === undefined ? ['Nothing is remembered between slots: name a --claim, or a store: in the config.'] : [];
      const needed = env.length === 0 ? [] : [`The runs need a Secret firedrill-${schedule.name.toLowerCase()} in ${namespace} with ${secrets}.`];
      return [
        ...memory,
        ...needed,
        `ServiceAccount ${account} needs the rights that firedrill rbac prints for ${jobs.length === 1 ? 'its' : 'their'} experiments.`,
      ];
    }
  }
}
