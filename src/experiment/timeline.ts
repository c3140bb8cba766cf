import type { FaultSpec } from '../domain/experiment.ts';
import { ms, type Ms } from '../domain/units.ts';

/** When the faults come and go, as far as the file says it. */
export interface Timeline {
  readonly names: readonly string[];
  /** From the first injection to the end of the last fault; unknown where one ends by itself. */
  readonly length: Ms | undefined;
  lengthOf(fault: string): Ms | undefined;
}

export function timelineOf(faults: readonly FaultSpec[]): Timeline {
  const spans = new Map(faults.map((fault) => [fault.name, spanOf(fault, faults)]));
  const ends = [...spans.values()].map((span) => span?.end);
  const start = Math.min(...[...spans.values()].map((span) => span?.start ?? Infinity));
  const known = ends.filter((end) => end !== undefined);
  return {
    names: faults.map(({ name }) => name),
    length: known.length < ends.length || known.length === 0 ? undefined : ms(Math.max(...known) - start),
    lengthOf: (fault) => faults.find(({ name }) => name === fault)?.for,
  };
}

/** Start and end from the moment faults may begin; unknown behind a fault that ends by itself, or behind itself. */
function spanOf(fault: FaultSpec, all: readonly FaultSpec[], behind: readonly string[] = []): { start: number; end: number } | undefined {
  if (behind.includes(fault.name)) return undefined;
  const start = startOf(fault, all, [...behind, fault.name]);
  return start === undefined || fault.for === undefined ? undefined : { start, end: start + fault.for };
}

function startOf({ start }: FaultSpec, all: readonly FaultSpec[], behind: readonly string[]): number | undefined {
  if (start.kind === 'at') return start.at;
  const before = all.find(({ name }) => name === start.fault);
  return before === undefined ? undefined : spanOf(before, all, behind)?.end;
}

/** The first circle of faults that wait for each other, in the order in which they wait; empty where there is none. */
export function circleOf(faults: readonly FaultSpec[]): readonly string[] {
  const waitsFor = new Map(faults.flatMap(({ name, start }) => (start.kind === 'after' ? [[name, start.fault] as const] : [])));
  for (const { name } of faults) {
    const chain = [name];
    for (let next = waitsFor.get(name); next !== undefined && chain.length <= faults.length; next = waitsFor.get(next)) {
      if (next === name) return [...chain, name];
      chain.push(next);
    }
  }
  return [];
}
