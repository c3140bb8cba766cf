import type { Event, HaltReason } from '../../domain/events.ts';
import { show, showMs } from '../../domain/units.ts';
import { status } from './status.ts';
import type { Picture } from './picture.ts';
import type { Style } from './sink.ts';

export interface Line {
  readonly phase: string;
  readonly text: string;
  readonly style?: Style;
}

type FaultEvent = Extract<Event, { readonly kind: `fault.${string}` }>;

/** What is said about one event; most are silent. */
export function linesOf(picture: Picture, event: Event, pace: number): readonly Line[] {
  switch (event.kind) {
    case 'run.started':
      return [
        {
          phase: 'plan',
          text: `${event.experiment}, run ${event.run}${event.environment === undefined ? '' : `, environment ${event.environment}`}${event.production ? ' (PRODUCTION)' : ''}${event.rehearsal ? ', a rehearsal: nothing will be injected' : ''}`,
          style: 'bold',
        },
        { phase: '', text: event.hypothesis },
      ];
    case 'plan.resolved':
      return event.faults.map(({ name, plan }) => ({ phase: 'plan', text: `${name}: ${plan.summary}` }));
    case 'preflight.checked':
      return [{ phase: 'preflight', text: `${event.check}: ${event.detail}` }];
    case 'preflight.refused':
      return event.refusals.map(({ why, hint }) => ({ phase: 'preflight', text: `Not injecting: ${why}\n  ${hint}`, style: 'yellow' as const }));
    case 'application.started':
      return [{ phase: 'preflight', text: `${event.name} started: ${event.detail}` }];
    case 'application.used':
      return [{ phase: 'preflight', text: `application used as it is: ${event.detail}` }];
    case 'application.stopped':
      return [{ phase: 'restore', text: `${event.name} stopped: ${event.detail}` }];
    case 'phase.entered':
      return entered(picture, event.phase);
    case 'baseline.measured':
      return measured(picture, event.values);
    case 'sli.sampled':
      return sampled(picture, event, pace);
    case 'abort.breached':
      return [{ phase: 'watch', text: `${event.id}: breached at ${showMs(event.since)}`, style: 'yellow' }];
    case 'run.halted':
      return [
        {
          phase: 'HALT',
          text: `${why(event.reason).replace(/\.$/, '')}. Breached at ${showMs(event.breachedAt)}, decided at ${showMs(event.decidedAt)}.`,
          style: 'red',
        },
      ];
    case 'run.restored':
      return restored(picture, event.at);
    case 'recovery.reached':
      return [{ phase: 'recovery', text: `steady state again ${showMs(event.took)} after ${restoreOf(picture)}`, style: 'green' }];
    case 'recovery.missed':
      return [{ phase: 'recovery', text: `no steady state within ${showMs(event.after)} of ${restoreOf(picture)}`, style: 'red' }];
    case 'subscriber.dropped':
      return [{ phase: 'note', text: `${event.name} gets no more events: ${event.why}`, style: 'yellow' }];
    case 'note':
      return [{ phase: 'note', text: event.text }];
    case 'tool.failed':
      return [{ phase: 'note', text: `a bug in firedrill: ${event.why}`, style: 'red' }];
    // The verdict says it.
    case 'load.summed':
    case 'verdict.reached':
    case 'run.finished':
      return [];
    default:
      return picture.started?.rehearsal === true ? rehearsalLines(event) : faultLines(event);
  }
}

/** A dry run goes through the same events, and nothing was in place: no line may say that it was, or that it is gone. */
function rehearsalLines(event: FaultEvent): readonly Line[] {
  switch (event.kind) {
    case 'fault.prepared':
      return [{ phase: 'inject', text: `${event.fault}: would go into ${event.targets.join(', ')}` }];
    case 'fault.present':
      return [{ phase: 'inject', text: `${event.fault}: not injected, this is a rehearsal` }];
    case 'fault.restored':
      return [{ phase: 'restore', text: `${event.fault}: would be taken out now` }];
    case 'fault.restoring':
      return [];
    default:
      return faultLines(event);
  }
}

function faultLines(event: FaultEvent): readonly Line[] {
  switch (event.kind) {
    case 'fault.prepared':
      return [{ phase: 'inject', text: `${event.fault}: into ${event.targets.join(', ')}; its undo is on disk` }];
    case 'fault.injected':
      return event.unclear === undefined ? [] : [{ phase: 'inject', text: `${event.fault}: unclear whether it is in: ${event.unclear}`, style: 'yellow' }];
    case 'fault.present':
      return [{ phase: 'inject', text: `${event.fault}: seen in place`, style: 'bold' }];
    case 'fault.vanished':
      return [{ phase: 'observe', text: `${event.fault}: vanished: ${event.detail}`, style: 'yellow' }];
    case 'fault.failed':
      return [{ phase: 'inject', text: `${event.fault}: cannot be shown to be in place: ${event.why}`, style: 'yellow' }];
    case 'fault.restoring':
      return [{ phase: 'restore', text: `${event.fault}: taking it out` }];
    case 'fault.restored':
      return [
        {
          phase: 'restore',
          text: `${event.fault}: out, and seen to be gone, in ${showMs(event.took)}${event.note === undefined ? '' : ` (${event.note})`}`,
          style: 'green',
        },
      ];
    case 'fault.left':
      return event.left.map(({ target, why: reason, command }) => ({
        phase: 'restore',
        text: `${event.fault}: NOT RESTORED on ${target}: ${reason}\n  ${command}`,
        style: 'red' as const,
      }));
    case 'fault.forgotten':
      return [{ phase: 'restore', text: `${event.fault}: let go, and not seen gone: ${event.reason}`, style: 'yellow' }];
    case 'fault.observed':
      return [];
  }
}

const restoreOf = ({ started }: Picture): string => (started?.rehearsal === true ? 'the restore that was rehearsed' : 'the restore');

function restored({ started, halted, haltedAt, left }: Picture, at: number): readonly Line[] {
  if (left.size > 0) return [{ phase: 'restore', text: `${left.size} ${left.size === 1 ? 'fault is' : 'faults are'} NOT RESTORED: see above`, style: 'red' }];
  return halted && started?.rehearsal !== true ? [{ phase: 'restore', text: `everything is out ${showMs(at - haltedAt)} after the halt was decided` }] : [];
}

function entered({ started }: Picture, phase: string): readonly Line[] {
  if (phase === 'baseline' && started !== undefined)
    return [{ phase, text: `${showMs(started.baseline.for)} after ${showMs(started.baseline.warmUp)} of warm-up, nothing injected` }];
  if (phase === 'recovery') return [{ phase, text: 'waiting for the steady state' }];
  return [];
}

function measured({ started }: Picture, values: Readonly<Record<string, number>>): readonly Line[] {
  const shown = started?.slis.flatMap(({ name, unit }) => (values[name] === undefined ? [] : [`${name} ${show(values[name], unit.dimension)}`])) ?? [];
  return [{ phase: 'baseline', text: shown.length === 0 ? 'too short for a number' : shown.join(', ') }];
}

function sampled(picture: Picture, event: Event, pace: number): readonly Line[] {
  const watching = picture.phase === 'observe' || picture.phase === 'recovery';
  if (!watching || event.at - picture.shownAt < pace) return [];
  picture.shownAt = event.at;
  return [{ phase: picture.phase, text: status(picture, event.at) }];
}

function why(reason: HaltReason): string {
  switch (reason.kind) {
    case 'abort':
      return `${reason.sli} is ${reason.shown} (abort ${reason.condition})`;
    case 'blind':
      return `${reason.sli} is ${reason.why}`;
    case 'limit':
      return `the hard limit of ${showMs(reason.limit)} is reached`;
    case 'signal':
      return `${reason.signal} from the operator`;
    case 'operator':
      return `${reason.by}: ${reason.why}`;
    case 'guardian':
    case 'failure':
      return reason.why;
    case 'record':
      return `the record cannot be written: ${reason.why}`;
  }
}
