/** Every number of the charts, for those who want the numbers, and for those who do not see the charts. */
import type { Measure } from '../../../domain/memory/measures.ts';
import type { TrendRun } from '../../../domain/memory/trend.ts';
import { oneLine } from '../../one-line.ts';
import { levelText, measureTitle, signOf } from '../words.ts';
import { markup, type Markup } from './markup.ts';
import { classOf } from './strip.ts';

export function runTable(runs: readonly TrendRun[], measures: readonly Measure[]): Markup {
  const points = measures.map((measure) => ({
    title: measureTitle(measure),
    byRun: new Map(measure.points.map((point) => [point.n, levelText(point, measure)])),
  }));
  const heads = points.map(({ title }) => markup`<th scope="col" role="columnheader" class="number">${title}</th>`);
  const rows = runs.toReversed().map((run) => row(run, points.map(({ title, byRun }) => [title, byRun.get(run.n) ?? ''] as const))); // prettier-ignore
  return markup`<details${runs.length > 30 ? markup`` : markup` open`}>
<summary>All runs, the latest first</summary>
<div class="scroll" tabindex="0" role="region" aria-label="All runs"><table role="table">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Run</th><th scope="col" role="columnheader">Started (UTC)</th><th scope="col" role="columnheader">Outcome</th>${heads}</tr></thead>
<tbody role="rowgroup">${rows}</tbody>
</table></div>
</details>`;
}

/** The roles are said, for a narrow page shows a row as a block, and would take them away with that. */
function row(run: TrendRun, numbers: readonly (readonly [title: string, number: string])[]): Markup {
  const sign = signOf(run);
  const edits = run.edits.map((edit) => markup`<br /><small dir="auto">┃ The file was changed before it: ${oneLine(edit)}</small>`);
  const because = run.outcome === 'held' && !run.rehearsal ? markup`` : markup`<br /><small dir="auto">${oneLine(run.because)}</small>`;
  return markup`<tr role="row">
    <th scope="row" role="rowheader">${run.n} <code>${run.run}</code></th>
    <td role="cell">${run.started.slice(0, 16).replace('T', ' ')}</td>
    <td role="cell" class="said"><span class="word ${classOf(sign)}">${sign.sign} ${sign.word}</span>${because}${edits}</td>
    ${numbers.map(numberCell)}
  </tr>`;
}

const numberCell = ([title, number]: readonly [title: string, number: string]): Markup =>
  markup`<td role="cell" class="number${number === '' ? ' empty' : ''}" data-title="${title}">${number}</td>`;
