import type { FaultSpec } from '../domain/experiment.ts';
import type { Ms } from '../domain/units.ts';
import { hint } from './nearest.ts';
import type { Problems } from './problems.ts';
import type { Path } from './source.ts';
import { circleOf } from './timeline.ts';

export interface Placed {
  readonly spec: FaultSpec;
  readonly path: Path;
}

interface Times {
  readonly for?: Ms | undefined;
  readonly at?: Ms | undefined;
  readonly after?: string | undefined;
  readonly every?: Ms | undefined;
  readonly needsFor: boolean;
}

/** What one fault says of its time must make sense by itself. */
export function complainOfTimes(problems: Problems, path: Path, noun: string, keys: Times): void {
  if (keys.needsFor && keys.for === undefined)
    problems.add(path, `for is missing in ${noun}: it does not end by itself.`, { expected: 'expected how long it stays, such as for: 60s' });
  if (keys.at !== undefined && keys.after !== undefined)
    problems.add([...path, 'after'], `${noun} starts either at a time or after another.`, { on: 'key', expected: 'expected one of at and after' });
  if (keys.every === undefined) return;
  if (keys.for === undefined) return problems.add([...path, 'every'], 'Rounds need an end.', { on: 'key', expected: 'expected for: beside every:' });
  if (keys.every >= keys.for)
    problems.add([...path, 'every'], `Rounds every ${problems.source.written([...path, 'every'])} never come twice.`, { expected: 'expected less than for' });
}

export function complainOfDoubles(problems: Problems, placed: readonly Placed[]): void {
  for (const [index, { spec, path }] of placed.entries()) {
    if (!placed.slice(0, index).some((other) => other.spec.name === spec.name)) continue;
    problems.add([...path, 'name'], `Two faults are called ${spec.name}.`, { expected: 'expected a name: of its own' });
  }
}

/** A fault that waits for another must be able to start one day; `others` are the names of those that are wrong in themselves. */
export function complainOfOrder(problems: Problems, placed: readonly Placed[], others: readonly string[]): void {
  const specs = placed.map(({ spec }) => spec);
  const names = [...specs.map(({ name }) => name), ...others];
  const circle = circleOf(specs);
  for (const { spec, path } of placed) {
    if (spec.start.kind !== 'after') continue;
    const { fault } = spec.start;
    const at = [...path, 'after'];
    const before = specs.find(({ name }) => name === fault);
    if (!names.includes(fault)) problems.add(at, `${fault} is not a fault of this experiment.`, hint(fault, names));
    else if (circle[0] === spec.name)
      problems.add(at, `Faults wait for each other: ${circle.join(' after ')}.`, { expected: 'expected one that starts by itself' });
    else if (before !== undefined && before.for === undefined)
      problems.add(at, `Nobody knows when ${fault} ends: it says no for.`, { expected: `expected for: on ${fault}, or at: here` });
  }
}
