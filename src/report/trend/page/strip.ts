/** Every run as a square with its letter and sign, the oldest first; what a letter means stands below. */
import type { TrendRun } from '../../../domain/memory/trend.ts';
import { day, signOf, type Sign } from '../words.ts';
import { markup, type Markup } from './markup.ts';

/** More than these push everything else off a phone: those before them are folded away. */
const latest = 60;

export function outcomeStrip(runs: readonly TrendRun[]): Markup {
  const signs = new Map(runs.map(signOf).map((sign) => [sign.word, sign]));
  const before = runs.slice(0, -latest);
  const counts = [...signs.values()].map((sign) => markup`<li>${key(sign)} ${sign.word}, ${runs.filter((run) => signOf(run).word === sign.word).length}</li>`);
  return markup`${before.length === 0 ? markup`` : markup`<details class="before"><summary>The ${before.length} runs before the latest ${latest}</summary>${squares(before)}</details>`}
    ${squares(runs.slice(-latest))}
    <ul class="legend">${counts}${edited(runs)}</ul>`;
}

const squares = (runs: readonly TrendRun[]): Markup => markup`<ol class="strip" aria-label="Outcomes, the oldest first">${runs.map(square)}</ol>`;

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
