/** What became of each injection, and when it was in place. */
import type { Event } from '../events.ts';
import type { Ms } from '../units.ts';
import { appear, disappear, healsByItself, observe, restoring } from './comings.ts';
import { halt, lose } from './halt.ts';
import type { Analysis, End, Injection } from './state.ts';

export type FaultEvent = Extract<Event, { readonly kind: `fault.${string}` }>;

export function takeFault(analysis: Analysis, event: FaultEvent): void {
  const injection = injectionOf(analysis, event);
  switch (event.kind) {
    case 'fault.prepared':
      injection.prepared = true;
      injection.targets = event.targets;
      return;
    case 'fault.injected':
      injection.injected = true;
      return;
    case 'fault.present':
      return appear(analysis, injection, event.at);
    case 'fault.observed':
      return observe(analysis, injection, event.observation, event.at);
    case 'fault.vanished':
      injection.vanished = event.detail;
      disappear(analysis, injection, event.at, true);
      return lose(analysis, 'a fault vanished', event.at);
    case 'fault.failed':
      injection.failed = event.why;
      disappear(analysis, injection, event.at, false);
      return lose(analysis, 'a fault failed', event.at);
    case 'fault.refused':
      injection.refused = event.refusals;
      return lose(analysis, 'a fault was refused', event.at);
    case 'fault.restoring':
      return restoring(analysis, injection, event.at);
    case 'fault.restored':
      return finish(
        analysis,
        injection,
        { kind: 'restored', took: event.took, by: event.by, ...(event.note === undefined ? {} : { note: event.note }) },
        event.at,
      );
    case 'fault.left':
      return finish(analysis, injection, { kind: 'left', by: event.by, left: event.left }, event.at);
    case 'fault.forgotten':
      return finish(analysis, injection, { kind: 'forgotten', by: 'restore', reason: event.reason }, event.at);
  }
}

function injectionOf(analysis: Analysis, { fault, n }: FaultEvent): Injection {
  const known = analysis.injections.get(n);
  if (known !== undefined) return known;
  const injection: Injection = { fault, n, targets: [], prepared: false, injected: false };
  analysis.injections.set(n, injection);
  return injection;
}

/** What was left and is restored later, by whomever, is restored; that it was late remains (see doubts). */
function finish(analysis: Analysis, injection: Injection, end: End, at: Ms): void {
  takenOver(analysis, injection, end, at);
  injection.end = end;
  if (end.kind === 'restored' && injection.presentAt !== undefined && healsByItself(analysis, injection.fault)) injection.healedAt ??= at;
  disappear(analysis, injection, at, end.kind === 'restored');
}

/** Whether every fault of the run is seen gone, or never came: only from then on can anything be said of a time after the restore. */
export function allOut({ injections }: Analysis): boolean {
  return [...injections.values()].every(({ prepared, refused, end }) => !prepared || refused !== undefined || end?.kind === 'restored');
}

/** Whether no fault of the run was ever sent: at most prepared, refused by its own act, or taken back by the run before it acted. */
export function nothingInjected({ injections }: Analysis): boolean {
  return [...injections.values()].every(
    ({ prepared, injected, refused, end }) => !prepared || refused !== undefined || (!injected && end?.kind === 'restored' && end.by === 'runner'),
  );
}

/** The guardian or a later `restore` ended what the runner should have: that is how the run was halted. */
function takenOver(analysis: Analysis, injection: Injection, end: End, at: Ms): void {
  if (end.by === 'runner' || injection.end !== undefined) return;
  halt(analysis, { reason: { kind: 'guardian', why: takenOverWords(analysis, end) }, breachedAt: at, decidedAt: at }, at);
}

function takenOverWords({ started }: Analysis, { kind, by }: End): string {
  if (started?.rehearsal === true) return 'the runner was gone, and its rehearsal was over';
  if (by === 'guardian') return 'the runner was gone, and the guardian restored';
  return kind === 'forgotten' ? 'the runner was gone, and its faults were let go later' : 'the runner was gone, and its faults were restored later';
}
