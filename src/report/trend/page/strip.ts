/** Every run as a square with its letter and sign, the oldest first; what a letter means stands below. */
import type { TrendRun } from '../../../domain/memory/trend.ts';
import { day, signOf, type Sign } from '../words.ts';
import { markup, type Markup } from './markup.ts';

export function outcomeStrip(runs: readonly TrendRun[]): Markup {
  const signs = new Map(runs.map(signOf).map((sign) => [sign.word, sign]));
  return markup`<ol class="strip" aria-label="Outcomes, the oldest first">
      ${runs.map(square)}
    </ol>
    <ul class="legend">
      ${[...signs.values()].map((sign) => markup`<li>${key(sign)} ${sign.word}, ${runs.filter((run) => signOf(run).word === sign.word).length}</li>`)}${edited(runs)}
    </ul>`;
}

function square(run: TrendRun): Markup {
  const sign = signOf(run);
  const mark = run.edits.length === 0 ? '' : '; the file was changed before it';
  const words = `run ${run.n}, ${run.run}, ${day(run.started)}: ${sign.word}${mark}`;
  return markup`<li class="${classOf(sign)}${run.edits.length === 0 ? '' : ' edited'}" title="${words}">
    <span aria-hidden="true">${shown(sign)}</span><span class="heard">${words}</span>
  </li>`;
}

const key = (sign: Sign): Markup => markup`<span class="key ${classOf(sign)}" aria-hidden="true">${shown(sign)}</span>`;

const shown = ({ letter, sign }: Sign): Markup => (letter === sign ? markup`${sign}` : markup`<b>${letter}</b>${sign}`);

export const classOf = ({ word }: Sign): string => `o-${word.toLowerCase().replace(' ', '-')}`;

const edited = (runs: readonly TrendRun[]): Markup =>
  runs.some(({ edits }) => edits.length > 0)
    ? markup`<li><span class="key edited" aria-hidden="true">┃</span> the file was changed before this run</li>`
    : markup``;
