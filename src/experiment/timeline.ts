import type { FaultSpec } from '../domain/experiment.ts';
import { faultsLast, planTimeline } from '../domain/timeline.ts';
import { ms, type Ms } from '../domain/units.ts';

/** When the faults come and go, as far as the file says it. */
export interface Timeline {
  readonly names: readonly string[];
  /** From the first injection to the end of the last fault; unknown where one ends by itself. */
  readonly length: Ms | undefined;
  lengthOf(fault: string): Ms | undefined;
}

/** @param others names of faults that are wrong in themselves: nobody knows when those come and go. */
export function timelineOf(faults: readonly FaultSpec[], others: readonly string[] = []): Timeline {
  return {
    names: [...faults.map(({ name }) => name), ...others],
    length: others.length > 0 ? undefined : lengthOf(faults),
    lengthOf: (fault) => faults.find(({ name }) => name === fault)?.for,
  };
}

function lengthOf(faults: readonly FaultSpec[]): Ms | undefined {
  if (faults.length === 0 || faults.some((fault) => fault.for === undefined || waitsInVain(fault, faults)) || circleOf(faults).length > 0) return undefined;
  const start = Math.min(...planTimeline(faults, ms(0)).map(({ starts }) => starts));
  return ms(faultsLast(faults, ms(0)) - start);
}

const waitsInVain = ({ start }: FaultSpec, all: readonly FaultSpec[]): boolean => start.kind === 'after' && !all.some(({ name }) => name === start.fault);

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
