import type { Event } from '../../domain/events.ts';
import { between } from '../../domain/instants.ts';
import { cut } from '../../report/cut.ts';
import type { Story } from '../letters/letter.ts';
import type { GrafanaSettings } from './kind.ts';

/** The body of Grafana's annotation API, in its own words; times are ms since the epoch. */
export interface Annotation {
  readonly dashboardUID?: string;
  readonly panelId?: number;
  readonly time: number;
  readonly timeEnd?: number;
  readonly tags: readonly string[];
  readonly text: string;
}

/** Grafana's own default for the JSON of all tags together (`[annotations] tags_length`), and what one tag's column holds. */
const limits = { tags: 500, tag: 100, text: 4000 } as const;

/** A run so far, as one annotation: an instant while it lasts, a region once it has ended. */
export function annotationOf(story: Story, { dashboard, panel, tags }: Pick<GrafanaSettings, 'dashboard' | 'panel' | 'tags'>): Annotation {
  const { started, events } = story;
  const time = between('1970-01-01T00:00:00Z', started.wall);
  const finished = events.findLast((event) => event.kind === 'run.finished');
  return {
    ...(dashboard === undefined ? {} : { dashboardUID: dashboard }),
    ...(dashboard === undefined || panel === undefined ? {} : { panelId: panel }),
    time,
    ...(finished === undefined ? {} : { timeEnd: time + Math.round(finished.at) }),
    tags: fitting([...ownTags(story, finished), ...tags]),
    text: textOf(story),
  };
}

function ownTags({ started: { run, experiment, environment, rehearsal } }: Story, finished: Extract<Event, { kind: 'run.finished' }> | undefined) {
  const place = environment === undefined ? [] : [`environment:${environment}`];
  const outcome = finished === undefined ? [] : [`outcome:${finished.outcome}`];
  return ['firedrill', `run:${run}`, `experiment:${experiment}`, ...outcome, ...place, ...(rehearsal ? ['rehearsal'] : [])];
}

/** As many as Grafana takes, the first first. */
function fitting(tags: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const tag of tags) {
    const short = cut(tag, limits.tag, (part) => Buffer.byteLength(part));
    if (Buffer.byteLength(JSON.stringify([...kept, short])) <= limits.tags) kept.push(short);
  }
  return kept;
}

/** Grafana shows it as HTML. */
function textOf({ started: { experiment, hypothesis, rehearsal }, events }: Story): string {
  const verdict = events.findLast((event) => event.kind === 'verdict.reached')?.verdict;
  const state = verdict === undefined ? 'under way' : `${verdict.outcome}: ${verdict.because}`;
  const lines = [`${experiment}: ${state}${rehearsal ? ' (a rehearsal: nothing was injected)' : ''}`, hypothesis];
  const short = cut(lines.join('\n').toWellFormed(), limits.text);
  return short.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
