/** From the breach being visible to the fault being gone, measured at the target; each tool in its own process, as anyone starts it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findChaos, chaosVersion } from '../chaostoolkit.ts';
import { makePlace, run, type Ended } from '../programs.ts';
import { inLanes, mixed } from './lanes.ts';
import { report, type Measured } from './report.ts';
import type { Instants } from './target.ts';
import { Targets } from './targets.ts';
import { chaosInOne, chaosInSteps, firedrill, type Tool } from './tools.ts';

export const polls = [1000, 250] as const;

interface Job {
  readonly tool: Tool;
  readonly poll: number;
  readonly id: string;
}

/** Runs of Chaos Toolkit for each fifty of firedrill; one with a single pause waits it out, and is of little news after a few. */
const fewer = { steps: 0.4, one: 0.1 };
/** A run that is refused because the machine was too busy for its steady state is repeated, and counted. */
const attempts = 3;

export async function benchHalt({ runs, lanes }: { readonly runs: number; readonly lanes: number }, signal: AbortSignal): Promise<void> {
  const chaos = await findChaos(signal);
  const jobs = polls.flatMap((poll) => [
    ...jobsOf(firedrill, poll, runs),
    ...(chaos.kind === 'missing' ? [] : jobsOf(chaosInSteps(chaos.program), poll, Math.ceil(runs * fewer.steps))),
    ...(chaos.kind === 'missing' ? [] : jobsOf(chaosInOne(chaos.program), poll, Math.ceil(runs * fewer.one))),
  ]);
  process.stdout.write(`${jobs.length} runs in a mixed order, ${lanes} side by side\n`);
  process.stdout.write(chaos.kind === 'missing' ? `Chaos Toolkit is skipped: ${chaos.why}\n` : `Chaos Toolkit ${chaosVersion} from PyPI: ${chaos.program}\n`);
  await using targets = await Targets.listen();
  const measured = await inLanes(mixed(jobs), lanes, signal, (job) => measure(job, targets, signal));
  // What was ended by us was not halted by a breach.
  process.stdout.write(signal.aborted ? 'Ended early: no figures.\n' : `\n${report(measured)}\n`);
}

const jobsOf = (tool: Tool, poll: number, count: number): Job[] =>
  Array.from({ length: count }, (_, index) => ({ tool, poll, id: `${poll}-${index}-${tool.name.replaceAll(/\W/g, '')}` }));

async function measure({ tool, poll, id }: Job, targets: Targets, signal: AbortSignal): Promise<Measured> {
  let last: Ended = { code: undefined, said: '' };
  for (let attempt = 1; attempt <= attempts && !signal.aborted; attempt += 1) {
    const once = await halted(tool, poll, `${id}-${attempt}`, targets, signal);
    if (once.instants !== undefined) return { tool: tool.name, poll, repeated: attempt - 1, instants: once.instants };
    last = once.ended;
  }
  return { tool: tool.name, poll, repeated: attempts - 1, failed: `exit ${last.code ?? 'by a signal'}: ${last.said.trim().split('\n').slice(-3).join(' / ')}` };
}

async function halted(
  tool: Tool,
  poll: number,
  id: string,
  targets: Targets,
  signal: AbortSignal,
): Promise<{ readonly instants: Instants | undefined; readonly ended: Ended }> {
  using place = makePlace();
  // Late enough for the injection to be over, and at any phase of a poll with the same likelihood.
  const { target, url } = targets.add(id, 1000 + Math.random() * poll);
  writeFileSync(join(place.folder, 'experiment.json'), JSON.stringify(tool.experiment(url, poll)));
  const ended = await run({ argv: tool.argv(poll), cwd: place.folder, env: place.env, timeout: 90_000 }, signal);
  return { instants: target.instants, ended };
}
