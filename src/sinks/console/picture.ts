import type { Event, Phase, RunStarted } from '../../domain/events.ts';
import type { Sample } from '../../domain/sample.ts';

/** What a reader of the lines has to be reminded of: the latest of everything. */
export interface Picture {
  started?: RunStarted;
  phase: Phase;
  baseline: Readonly<Record<string, number>>;
  readonly samples: Map<string, Sample>;
  /** Faults in place, by name: since when, until when, hits. */
  readonly faults: Map<string, { readonly until?: number; hits?: number }>;
  /** Injections that could not be taken out. */
  readonly left: Set<number>;
  shownAt: number;
  halted: boolean;
  haltedAt: number;
}

export function emptyPicture(): Picture {
  return { phase: 'plan', baseline: {}, samples: new Map(), faults: new Map(), left: new Set(), shownAt: 0, halted: false, haltedAt: 0 };
}

/** Takes one event into the picture, in place. */
export function see(picture: Picture, event: Event): void {
  switch (event.kind) {
    case 'run.started':
      picture.started = event;
      return;
    case 'phase.entered':
      picture.phase = event.phase;
      return;
    case 'baseline.measured':
      picture.baseline = event.values;
      return;
    case 'sli.sampled':
      picture.samples.set(event.sli, event.sample);
      return;
    case 'fault.prepared':
      picture.faults.set(event.fault, event.ends === undefined ? {} : { until: event.ends });
      return;
    case 'fault.observed':
      remember(picture, event.fault, event.observation.hits);
      return;
    case 'fault.restored':
    case 'fault.forgotten':
      picture.left.delete(event.n);
      picture.faults.delete(event.fault);
      return;
    case 'fault.refused':
      picture.faults.delete(event.fault);
      return;
    case 'fault.left':
      picture.left.add(event.n);
      picture.faults.delete(event.fault);
      return;
    case 'run.halted':
      picture.halted = true;
      picture.haltedAt = event.decidedAt;
      return;
    default:
      return;
  }
}

function remember(picture: Picture, fault: string, hits: number | undefined): void {
  const known = picture.faults.get(fault);
  if (known !== undefined && hits !== undefined) known.hits = hits;
}
