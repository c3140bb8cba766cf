/** A trend as one page that asks nothing of anybody: no script, no font, no picture from elsewhere; it reads on a phone, in the dark and on paper. */
import type { EnvironmentTrend, Trend, TrendRun } from '../../domain/memory/trend.ts';
import { several } from '../../domain/wording.ts';
import { oneLine } from '../one-line.ts';
import { chart } from './page/chart.ts';
import { markup, type Markup } from './page/markup.ts';
import { outcomeStrip } from './page/strip.ts';
import { styles } from './page/styles.ts';
import { runTable } from './page/table.ts';
import { changeWithEdits, day, daysOf, levelText, measureTitle, runName } from './words.ts';
import type { Measure } from '../../domain/memory/measures.ts';

/** @param made when, ISO 8601 in UTC. */
export function trendHtml(trend: Trend, made: string): string {
  const title = `${oneLine(trend.experiment)}: trend`;
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${title}</title>
        <style>
          ${styles}
        </style>
      </head>
      <body>
        <header>
          <h1 dir="auto">${oneLine(trend.experiment)}</h1>
          <p>How its drills went, run by run. Made ${day(made)} by firedrill.</p>
        </header>
        <main>${trend.environments.map(section)}</main>
        <footer>
          <p>
            A change is told where chance alone would show one in at most one of a hundred steady measures, with four runs or more on both sides. Runs of
            different environments are never compared; rehearsals, refused and inconclusive runs are shown and not measured.
          </p>
        </footer>
      </body>
    </html> `.text;
}

function section({ environment, runs, measures, lastHeld }: EnvironmentTrend, index: number): Markup {
  const held = lastHeld === undefined ? 'None of them held.' : `The last that held is ${runName(lastHeld)}.`;
  return markup`<section aria-labelledby="environment-${index}">
    <h2 id="environment-${index}" dir="auto">${oneLine(environment)}</h2>
    <p>${several(runs.length, 'run')}, ${daysOf(runs)}. ${held}</p>
    ${outcomeStrip(runs)} ${measures.map((measure) => figure(measure, runs))} ${runTable(runs, measures)}
  </section>`;
}

function figure(measure: Measure, runs: readonly TrendRun[]): Markup {
  const last = measure.points.at(-1);
  const latest = last === undefined ? '' : `${levelText(last, measure)} in run ${last.n}; ${measure.worse === 'high' ? 'higher' : 'lower'} is worse`;
  return markup`<figure>
    <figcaption>
      <h3 dir="auto">${measureTitle(measure)}</h3>
      <span>${latest}</span>
    </figcaption>
    ${changeList(measure, runs)}
    ${measure.points.length > 1 ? chart(measure, runs) : markup``}
    ${measure.points.some(({ beyond }) => beyond) ? markup`<p class="note">▲ in the chart: it took at least that long, the run ended before it was over.</p>` : markup``}
  </figure>`;
}

function changeList(measure: Measure, runs: readonly TrendRun[]): Markup {
  if (measure.changes.length === 0) return markup`<p class="note">${measure.points.length < 8 ? 'Too few runs to see a change.' : 'No change is seen.'}</p>`;
  const items = measure.changes.map(
    (change) => markup`<li class="${change.sense}">${change.sense === 'worse' ? '▲' : '▽'} ${sentence(changeWithEdits(measure, change, runs))}</li>`,
  );
  return markup`<ul class="changes">${items}</ul>`;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
