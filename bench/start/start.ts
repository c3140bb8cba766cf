/** Cold start: from nothing to the answer, each program in turn, so that whatever else the machine does meets all of them alike. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findChaos } from '../chaostoolkit.ts';
import { bin, makePlace, root, type Place } from '../programs.ts';
import { firedrill, chaosInOne } from '../halt/tools.ts';
import { median, percentile } from '../statistics.ts';
import { table, whole } from '../table.ts';

interface Starter {
  readonly name: string;
  readonly argv: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

const nowhere = 'http://127.0.0.1:9/target';

export async function benchStart({ rounds }: { readonly rounds: number }, signal: AbortSignal): Promise<void> {
  const chaos = await findChaos(signal);
  if (chaos.kind === 'missing') process.stdout.write(`Chaos Toolkit is skipped: ${chaos.why}\n`);
  using place = makePlace();
  writeFileSync(join(place.folder, 'ours.json'), JSON.stringify(firedrill.experiment(nowhere, 1000)));
  writeFileSync(join(place.folder, 'theirs.json'), JSON.stringify(chaosInOne('chaos').experiment(nowhere, 1000)));
  const starters = [...ours(build(place)), ...(chaos.kind === 'missing' ? [] : theirs(chaos.program))];
  const times = new Map(starters.map(({ name }) => [name, [] as number[]]));
  // The first round fills caches, of the disk and of compiled code, and is not counted.
  for (let round = 0; round <= rounds && !signal.aborted; round += 1) {
    for (const starter of starters) {
      const took = timed(starter, place);
      if (round > 0) times.get(starter.name)?.push(took);
    }
  }
  process.stdout.write(`\nfrom start to exit, ms, ${rounds} of each in turn\n`);
  const row = ([name, all]: [string, number[]]): string[] => [name, whole(median(all)), whole(percentile(all, 0)), whole(percentile(all, 1))];
  process.stdout.write(`${table(['', 'median', 'least', 'most'], [...times].map(row))}\n`);
}

function ours(built: string | undefined): readonly Starter[] {
  const commands = (of: string, file: string, env: NodeJS.ProcessEnv = {}): Starter[] => [
    { name: `firedrill --help, ${of}`, argv: [process.execPath, file, '--help'], env },
    { name: `firedrill validate, ${of}`, argv: [process.execPath, file, 'validate', 'ours.json'], env },
  ];
  return [
    { name: 'node -e 0', argv: [process.execPath, '-e', '0'] },
    ...(built === undefined ? [] : commands('as published', built)),
    ...commands('from the source', bin),
    ...commands('from the source, nothing compiled yet', bin, { NODE_DISABLE_COMPILE_CACHE: '1' }),
  ];
}

const theirs = (program: string): readonly Starter[] => [
  { name: 'chaos --help', argv: [program, '--help'] },
  { name: 'chaos validate', argv: [program, '--no-version-check', '--no-log-file', 'validate', 'theirs.json'] },
];

/** The package as it is published, in a folder of its own: built, and without the source. `undefined` where it does not build. */
function build({ folder }: Place): string | undefined {
  const home = join(folder, 'package');
  mkdirSync(home);
  const { status } = spawnSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json', '--outDir', join(home, 'dist')], { cwd: root });
  if (status !== 0) return void process.stdout.write('The published form is left out: the source does not build.\n');
  for (const name of ['bin', 'package.json']) cpSync(join(root, name), join(home, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));
  return join(home, 'bin', 'firedrill.js');
}

/** Throws where the program fails: the time of a failure is no figure. */
function timed({ name, argv: [program = '', ...args], env }: Starter, place: Place): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(program, args, { cwd: place.folder, env: { ...place.env, ...env }, encoding: 'utf8' });
  const took = performance.now() - began;
  if (status !== 0) throw new Error(`Cannot measure ${name}: exit ${status ?? 'by a signal'}. ${stderr}`);
  return took;
}
