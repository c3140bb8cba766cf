/** The line under a message: which run, where, whose, since when. */
import { between } from '../../domain/instants.ts';
import { showMs } from '../../domain/units.ts';
import type { RunView } from '../view.ts';
import type { Extras } from './extras.ts';
import { link, said } from './text.ts';

export function aboutLine(view: RunView, { reportUrl }: Extras, ended: boolean): string {
  const { run, environment, production, owner, wall, runbook, experiment } = view.started;
  const address = reportUrl?.replaceAll('{run}', encodeURIComponent(run)).replaceAll('{experiment}', encodeURIComponent(experiment.toWellFormed()));
  return [
    `Run ${said(run, 60)}`,
    `environment ${said(environment ?? 'local', 60)}${production ? ' (production)' : ''}`,
    ...(owner === undefined ? [] : [`owner ${said(owner, 60)}`]),
    `started ${localTime(wall)}`,
    ...(ended ? [`lasted ${showMs(view.lasted)}`] : []),
    ...(view.finishedBy === 'guardian' ? ['the guardian wrote the end: the runner was gone'] : []),
    ...(runbook === undefined ? [] : [link('runbook', runbook)]),
    ...(address === undefined ? [] : [link('report', address)]),
  ].join(' · ');
}

/** Shown in the reader's own time zone; where Slack cannot, as it was recorded. */
function localTime(wall: string): string {
  try {
    const seconds = Math.floor(between('1970-01-01T00:00:00Z', wall) / 1000);
    return `<!date^${seconds}^{date_short_pretty} at {time_secs}|${said(wall, 40)}>`;
  } catch {
    return said(wall, 40);
  }
}
