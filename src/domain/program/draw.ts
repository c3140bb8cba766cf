import type { SlotId } from '../memory/step.ts';
import { pick } from '../random.ts';
import { chanceOf } from './chance.ts';
import type { ProgramRun } from './next.ts';
import type { Program, Scheduled } from './program.ts';

/** The runs of a slot in order, each at its first attempt; which, on what and with which seed follows from the slot alone. */
export function runsOf({ what, vars }: Program, slot: SlotId, seed: number): readonly ProgramRun[] {
  const drawn = pick(chanceOf(seed, slot, 'experiment'), what.experiments);
  const experiments = what.kind === 'suite' ? what.experiments : drawn === undefined ? [] : [drawn];
  return experiments.map((experiment, nth) => ({
    file: experiment.file,
    nth,
    attempt: 1,
    vars: drawVars(experiment, vars, slot, { seed, nth }),
    seed: Math.floor(chanceOf(seed, slot, `seed ${nth}`).next() * 2 ** 31),
  }));
}

function drawVars(
  { vars: declared }: Scheduled,
  vars: Program['vars'],
  slot: SlotId,
  { seed, nth }: { seed: number; nth: number },
): Readonly<Record<string, string>> {
  const values = declared.flatMap((name) => {
    const value = pick(chanceOf(seed, slot, `var ${nth} ${name}`), vars[name] ?? []);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(values);
}

/** How people call the experiment of a file; one that the schedule no longer names keeps its path. */
export function nameOf({ what }: Program, file: string): string {
  return what.experiments.find((one) => one.file === file)?.name ?? file;
}
