/** What a reader should know besides the numbers. */
import { loadRemarks } from './loads.ts';
import { several } from '../wording.ts';
import type { Analysis, Tally } from './state.ts';

export function remarks(analysis: Analysis): readonly string[] {
  const unprovable = (analysis.started?.faults ?? []).filter(({ effect }) => effect === 'unprovable');
  return [
    ...unprovable.map(({ name, type }) => `No effect of ${name} can be proven: ${type} can be put in place and taken back, but not be seen at work.`),
    ...[...analysis.slis.values()].flatMap(saturation),
    ...[...analysis.loads].flatMap(([load, stats]) => loadRemarks(load, stats)),
    ...analysis.notes,
    ...(analysis.moreNotes > 0 ? [`${several(analysis.moreNotes, 'more note')} in the record.`] : []),
  ];
}

function saturation({ facts, saturated }: Tally): readonly string[] {
  if (saturated === 0) return [];
  return [`${several(saturated, 'sample')} of ${facts.name} taken while the load generator was saturated: no evidence about the target.`];
}
