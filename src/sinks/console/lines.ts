import type { Event, HaltReason } from '../../domain/events.ts';
import { show, showMs } from '../../domain/units.ts';
import { notRestored } from '../../domain/wording.ts';
import { faultLines, rehearsalLines } from './fault-lines.ts';
import type { Line } from './line.ts';
import { status } from './status.ts';
import type { Picture } from './picture.ts';

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

const restoreOf = ({ started }: Picture): string => (started?.rehearsal === true ? 'the restore that was rehearsed' : 'the restore');

function restored({ started, halted, haltedAt, left }: Picture, at: number): readonly Line[] {
  if (left.size > 0) return [{ phase: 'restore', text: `${notRestored(left.size)}: see above`, style: 'red' }];
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
