import type { Event } from '../../domain/events.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { cut } from '../../report/cut.ts';
import type { Started } from '../letters/letter.ts';

/** The body of PagerDuty's change events, in its own words, without the routing key. */
export interface ChangeEvent {
  readonly payload: {
    readonly summary: string;
    readonly timestamp: string;
    readonly source: string;
    readonly custom_details: Readonly<Record<string, string>>;
  };
  readonly links: readonly { readonly href: string; readonly text: string }[];
}

/** PagerDuty's own limit of a summary; ours keep the whole far below its 512 KB. */
const limits = { summary: 1024, detail: 2000, links: 10, href: 2000, text: 255 } as const;

export function startEvent(started: Started): ChangeEvent {
  const faults = started.faults.map(({ name, summary }) => `${name}: ${summary}`).join('; ');
  return changeEvent(started, started.wall, 'started', { faults });
}

export function endEvent(started: Started, verdict: Verdict, { wall, exitCode }: Extract<Event, { readonly kind: 'run.finished' }>): ChangeEvent {
  const details = { outcome: verdict.outcome, because: verdict.because, 'exit code': String(exitCode) };
  return changeEvent(started, wall, `${verdict.outcome}: ${verdict.because}`, details);
}

function changeEvent(started: Started, timestamp: string, what: string, details: Readonly<Record<string, string>>): ChangeEvent {
  const { run, experiment, hypothesis, environment, owner, rehearsal } = started;
  const drill = rehearsal ? 'Rehearsal of the chaos experiment' : 'Chaos experiment';
  const place = environment === undefined ? '' : ` on ${environment}`;
  const all = { run, experiment, hypothesis, ...(owner === undefined ? {} : { owner }), ...details };
  return {
    payload: {
      summary: short(`${drill} ${experiment}${place} ${what} (run ${run})`, limits.summary),
      timestamp,
      source: environment ?? 'local',
      custom_details: Object.fromEntries(Object.entries(all).map(([name, text]) => [name, short(text, limits.detail)])),
    },
    links: linksOf(started),
  };
}

const short = (text: string, most: number): string => cut(text.replace(/\s+/g, ' ').toWellFormed(), most);

/** Only what a browser opens; a link that is cut leads nowhere. */
function linksOf({ runbook, links }: Started): ChangeEvent['links'] {
  const named = [...(runbook === undefined ? [] : [['Runbook', runbook] as const]), ...Object.entries(links)];
  const good = named.filter(([, href]) => /^https?:\/\//i.test(href) && href.length <= limits.href);
  return good.slice(0, limits.links).map(([text, href]) => ({ href, text: short(text, limits.text) }));
}
