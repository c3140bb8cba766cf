import { headSection } from '../../report/markdown/about.ts';
import { expectationSection } from '../../report/markdown/expectations.ts';
import { faultSection } from '../../report/markdown/faults.ts';
import { haltSection, outcomeSection } from '../../report/markdown/outcome.ts';
import { viewOf, type FaultView, type RunView } from '../../report/view.ts';
import type { Story } from '../letters/letter.ts';

/** A step may write 1 MiB of summary, or GitHub shows none of it: this much a run leaves room for thirty in one step. */
const most = 32 * 1024;

/** What a report says first, as Markdown; sections that do not fit are left out, and it says so. */
export function summaryOf(story: Story): string {
  const view = viewFrom(story);
  if (view === undefined) return '';
  const sections = [...headSection(view), ...outcomeSection(view), ...haltSection(view), ...faultSection(view), ...expectationSection(view)];
  const kept: string[] = [];
  let size = 0;
  for (const section of sections) {
    const more = Buffer.byteLength(section) + 2;
    if (size + more > most - 200) continue;
    kept.push(section);
    size += more;
  }
  if (kept.length < sections.length) kept.push(`More than fits here: \`firedrill report ${story.started.run}\` has all of it.`);
  return `\n${kept.join('\n\n').toWellFormed()}\n`;
}

/** A sink keeps no samples: what they came to stands in the verdict. */
function viewFrom({ started, events }: Story): RunView | undefined {
  const verdict = events.findLast((event) => event.kind === 'verdict.reached')?.verdict;
  const view = viewOf([started, ...events]);
  if (view === undefined || verdict === undefined) return view;
  const seen = new Map(view.faults.map((fault) => [fault.result.n, fault]));
  const faults = verdict.faults.map((result): FaultView => Object.assign({}, seen.get(result.n), { result }));
  return { ...view, verdict, faults };
}
