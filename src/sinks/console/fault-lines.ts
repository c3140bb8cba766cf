import { seenGone } from '../../domain/at-its-word.ts';
import type { Event } from '../../domain/events.ts';
import { showMs } from '../../domain/units.ts';
import type { Line } from './line.ts';

type FaultEvent = Extract<Event, { readonly kind: `fault.${string}` }>;

/** What is said of a fault on its way in and out. */
export function faultLines(event: FaultEvent): readonly Line[] {
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
    case 'fault.refused':
      return event.refusals.map(({ why, hint }) => ({ phase: 'inject', text: `Not injecting: ${why}\n  ${hint}`, style: 'yellow' as const }));
    case 'fault.restoring':
      return [{ phase: 'restore', text: `${event.fault}: taking it out` }];
    case 'fault.restored':
      return [
        {
          phase: 'restore',
          text: `${event.fault}: out${seenGone(event.note) ? ', and seen to be gone' : ''}, in ${showMs(event.took)}${event.note === undefined ? '' : ` (${event.note})`}`,
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

/** A dry run goes through the same events, and nothing was in place: no line may say that it was, or that it is gone. */
export function rehearsalLines(event: FaultEvent): readonly Line[] {
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
