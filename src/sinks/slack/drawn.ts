import { chartSvg } from '../../report/chart.ts';
import { outcomeTitle } from '../../report/outcome.ts';
import { bare } from '../../report/slack/text.ts';
import type { RunView } from '../../report/view.ts';
import { chartFont, png } from './png.ts';

/** The chart of a run with its words for people who do not see it; `undefined` where nothing was measured, or where this machine cannot draw. */
export async function drawn(view: RunView, signal: AbortSignal): Promise<{ readonly bytes: Uint8Array; readonly title: string } | undefined> {
  if (view.slis.every(({ points }) => points.length === 0)) return undefined;
  try {
    const bytes = await png(chartSvg(view, chartFont), signal);
    return { bytes, title: bare(`${outcomeTitle(view)}: the SLIs of ${view.started.experiment}, with its faults and what happened when`, 250) };
  } catch {
    return undefined;
  }
}
