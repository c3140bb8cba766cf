/** The message while a run lasts: what it does now, what is in place, and that it is being halted. */
import type { Phase } from '../../domain/events.ts';
import { showMs } from '../../domain/units.ts';
import type { RunView } from '../view.ts';
import { aboutLine } from './about.ts';
import { context, fit, header, paragraphs, type Block, type Message } from './blocks.ts';
import type { Extras } from './extras.ts';
import { haltButton } from './halt.ts';
import { bare, said } from './text.ts';

const order: readonly Phase[] = ['plan', 'preflight', 'baseline', 'inject', 'observe', 'restore', 'recovery'];

/** Changes only where something happened that people wait for: not with every sample. */
export function runningMessage(view: RunView, extras: Extras): Message {
  const { experiment, hypothesis, rehearsal } = view.started;
  const title = `${view.verdict.halt === undefined ? '▶' : '■'} ${doing(view)}: ${bare(experiment, 100)}`;
  const lines = [`>${said(hypothesis, 600)}`, phaseLine(view.phases), ...haltLines(view), ...(rehearsal ? [] : inPlace(view))];
  return { text: said(title, 400), blocks: fit([header(title), ...paragraphs(lines), ...button(view, extras), context(aboutLine(view, extras, false))]) };
}

/** Only of a run that a schedule has started: its scheduler is who listens. */
function button({ started: { run, slot, experiment }, verdict: { halt } }: RunView, extras: Extras): readonly Block[] {
  return extras.haltButton === true && slot !== undefined && halt === undefined ? [haltButton(run, experiment)] : [];
}

function doing({ verdict: { halt }, started: { rehearsal } }: RunView): string {
  if (halt !== undefined) return rehearsal ? 'Ending the rehearsal' : 'Halting';
  return rehearsal ? 'Rehearsing, nothing is injected' : 'Running';
}

function phaseLine(entered: readonly Phase[]): string {
  const now = entered.at(-1);
  return order.map((phase) => (phase === now ? `▶ *${phase}*` : entered.includes(phase) ? `✔ ${phase}` : phase)).join('  ·  ');
}

function haltLines({ verdict: { halt } }: RunView): readonly string[] {
  if (halt === undefined) return [];
  return [
    `■ *Halted* at ${showMs(halt.decidedAt)}, ${showMs(halt.decidedAt - halt.breachedAt)} after the cause at ${showMs(halt.breachedAt)}: what is in place is being taken out.`,
  ];
}

/** At most so many faults are named: more at once are rare, and the verdict names each. */
const most = 10;

function inPlace({ faults }: RunView): readonly string[] {
  const there = faults.filter(({ result }) => result.presentAt !== undefined && result.goneAt === undefined && result.by === undefined);
  const lines = there.slice(0, most).map(({ result: { fault, targets, presentAt = 0 }, facts }) => {
    const what = facts === undefined ? '' : `: ${said(facts.summary, 300)}`;
    return `● *${said(fault, 80)}* is in place on ${said(targets.join(', '), 200)} since ${showMs(presentAt)}${what}`;
  });
  return there.length > most ? [...lines, `● and ${there.length - most} more`] : lines;
}
