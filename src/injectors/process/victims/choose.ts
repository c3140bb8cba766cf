import { ownMark } from '../../../domain/marks.ts';
import type { Refusal, TargetShare } from '../../../domain/plan.ts';
import { Refused } from '../../../domain/refused.ts';
import type { InjectorPorts } from '../../../ports/injector.ts';
import type { ProcessStat, ProcessTable } from '../../../ports/processes.ts';
import { find } from './find.ts';
import { lookByHand, resolveSelector, showSelector, type Pick, type Selector } from './selector.ts';

export type Choice = { readonly kind: 'found'; readonly matches: readonly ProcessStat[] } | { readonly kind: 'refused'; readonly refusal: Refusal };

/** All that match, when each of them may be harmed and their number is what the file says; nothing is harmed on a guess. */
export async function candidates(selector: Selector, pick: Pick, ports: InjectorPorts): Promise<Choice> {
  const table = ports.processes;
  if (table.platform !== 'linux') return refuse(`process faults need Linux, and this is ${table.platform}`, 'Run it on the machine that the process runs on.');
  const resolved = resolveSelector(selector, ports.folder);
  const { matches, why } = await find(resolved, table);
  if (matches.length === 0) return refuse(why, `Start it, or correct the selector; to look: ${lookByHand(resolved)}`);
  if (matches.length > 1 && pick === 'only') {
    const pids = matches.map(({ pid }) => pid).join(', ');
    return refuse(`${matches.length} processes match the one ${showSelector(resolved)} (pids ${pids})`, 'Narrow the selector, or say pick: one.');
  }
  const reasons = await Promise.all(matches.map((match) => protection(match, table)));
  const reason = reasons.find((one) => one !== undefined);
  return reason === undefined ? { kind: 'found', matches } : refuse(reason, 'Choose the process more narrowly.');
}

/** Those that will be harmed; with `pick: one` the run's seed decides. */
function draw(matches: readonly ProcessStat[], pick: Pick, ports: InjectorPorts): readonly ProcessStat[] {
  if (pick !== 'one') return matches;
  const ordered = matches.toSorted((a, b) => a.pid - b.pid);
  return ordered.slice(Math.floor(ports.random.next() * ordered.length)).slice(0, 1);
}

/** How many of those that match will be harmed; nobody can say where none may be. */
export async function shareOf(selector: Selector, pick: Pick, ports: InjectorPorts): Promise<TargetShare | undefined> {
  const choice = await candidates(selector, pick, ports);
  return choice.kind === 'refused' ? undefined : { hit: pick === 'all' ? choice.matches.length : 1, of: choice.matches.length };
}

/** Throws `Refused` where nobody may be chosen. */
export async function drawOrRefuse(
  selector: Selector,
  pick: Pick,
  ports: InjectorPorts,
): Promise<{ victims: readonly ProcessStat[]; others: readonly ProcessStat[] }> {
  const choice = await candidates(selector, pick, ports);
  if (choice.kind === 'refused') throw new Refused([choice.refusal]);
  const victims = draw(choice.matches, pick, ports);
  return { victims, others: choice.matches.filter((match) => !victims.includes(match)) };
}

async function protection({ pid, kernelThread }: ProcessStat, table: ProcessTable): Promise<string | undefined> {
  if (pid === 1) return 'pid 1 is init, which is never a target';
  if (kernelThread) return `pid ${pid} is a thread of the kernel, which is never a target`;
  if ((await ancestry(table)).includes(pid)) return `pid ${pid} is firedrill itself, or one of its parents`;
  if (((await table.variable(pid, ownMark)) ?? '') !== '') return `pid ${pid} is a helper of firedrill, such as the guardian`;
  if (!table.permits(pid)) return `this user may not signal pid ${pid}`;
  return undefined;
}

/** This process and its parents, up to the first. */
async function ancestry(table: ProcessTable): Promise<readonly number[]> {
  const chain: number[] = [];
  for (let pid = table.self; pid > 0 && !chain.includes(pid); pid = (await table.stat(pid))?.ppid ?? 0) chain.push(pid);
  return chain;
}

const refuse = (why: string, hint: string): Choice => ({ kind: 'refused', refusal: { why, hint } });
