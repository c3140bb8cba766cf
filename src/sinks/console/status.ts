import type { RunStarted, SliFacts } from '../../domain/events.ts';
import type { Sample } from '../../domain/sample.ts';
import { show, showMs } from '../../domain/units.ts';
import { showAbort, showLimit } from '../../domain/wording.ts';
import type { Picture } from './picture.ts';

/** All SLIs against their thresholds, and the faults with the time they have left, in one line. */
export function status(picture: Picture, at: number): string {
  const { started } = picture;
  const slis = started?.slis.filter(({ judged }) => judged).map((sli) => sliText(sli, picture, started)) ?? [];
  const faults = [...picture.faults].map(
    ([name, { until, hits }]) =>
      `${name}${until === undefined ? '' : ` ${showMs(Math.max(0, Math.round((until - at) / 1000) * 1000))} left`}${hits === undefined ? '' : `, ${hits} hits`}`,
  );
  return [...slis, ...faults.map((text) => `[${text}]`)].join(' · ');
}

function sliText(sli: SliFacts, { samples, baseline, phase }: Picture, started: RunStarted): string {
  const value = shown(samples.get(sli.name), sli);
  const abort = phase === 'recovery' ? undefined : started.abort.find(({ condition }) => condition.sli === sli.name);
  if (abort !== undefined) return `${sli.name} ${value} (abort ${showAbort(abort, sli.unit.dimension, baseline[sli.name])})`;
  const steady = started.steadyState.find((condition) => condition.sli === sli.name);
  return phase === 'recovery' && steady !== undefined ? `${sli.name} ${value} (${showLimit(steady, sli.unit.dimension, undefined)})` : `${sli.name} ${value}`;
}

function shown(sample: Sample | undefined, { unit }: SliFacts): string {
  switch (sample?.kind) {
    case 'good':
      return show(sample.value, unit.dimension) + (sample.saturated === true ? ' (load generator saturated)' : '');
    case 'pending':
      return `pending (${sample.waiting} on their way)`;
    case 'blind':
      return `BLIND (${sample.reason})`;
    case undefined:
      return '–';
  }
}
