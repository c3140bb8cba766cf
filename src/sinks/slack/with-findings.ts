import type { SinkPorts } from '../../ports/sink.ts';
import type { Extras } from '../../report/slack/extras.ts';
import { summarise } from '../../report/summary.ts';
import type { RunView } from '../../report/view.ts';

/** What the settings say, and a line on the findings of the experiment where there is one. */
export async function withFindings(said: Extras, view: RunView, { findings }: Pick<SinkPorts, 'findings'>): Promise<Extras> {
  const line = await findings(summarise(view, 0));
  return line === undefined ? said : { ...said, findings: line };
}
