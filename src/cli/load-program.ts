import type { LoadSpec } from '../domain/experiment.ts';
import { parseJson } from '../domain/json.ts';
import { loadVariable } from '../domain/kubernetes/jobs.ts';
import { systemClock } from '../platform/clock.ts';
import { program } from '../platform/program.ts';
import { followOperator } from '../platform/signals.ts';
import { openLoad } from '../probes/load/load.ts';
import { loadSpec } from '../probes/load/messages.ts';
import { tellLoad } from '../probes/load/told/tell.ts';
import { CommandFailed } from './problem.ts';

/** Sends the load that its environment names, and says what it measures, a line of JSON each tenth of a second, until it is told to stop; then nothing is on its way any more. */
export async function load(): Promise<number> {
  const spec = specIn(program.env(loadVariable));
  using operator = followOperator();
  await using sending = openLoad(spec, { clock: systemClock });
  await tellLoad(sending, systemClock, program.print, operator.signal);
  return 0;
}

function specIn(text = ''): LoadSpec {
  const spec = loadSpec.safeParse(parseJson(text)).data;
  if (spec !== undefined) return spec;
  throw new CommandFailed(`Cannot send a load: ${loadVariable} holds none.`, 'A run sets it, in the Job that it makes of a load with in:.', 2);
}
