/** `report.md`: the run for people, in the order in which they ask. */
import { detectionSection, headSection, remarkSection, reproduceSection } from './markdown/about.ts';
import { expectationSection, sliSection } from './markdown/expectations.ts';
import { faultSection } from './markdown/faults.ts';
import { haltSection, outcomeSection } from './markdown/outcome.ts';
import type { RunView } from './view.ts';

/** The report as Markdown, the same for the same record; whatever the experiment or a target said is escaped. */
export function reportMarkdown(view: RunView): string {
  const sections = [
    ...headSection(view),
    ...outcomeSection(view),
    ...expectationSection(view),
    ...haltSection(view),
    ...faultSection(view),
    ...sliSection(view),
    ...detectionSection(view),
    ...remarkSection(view),
    ...reproduceSection(view),
  ];
  return `${sections.join('\n\n')}\n`;
}
