/** Takes the events of a run one after the other: the engine as they come, the report from the file; both reach the same verdict. */
import type { Event, RunStarted, SliFacts } from '../events.ts';
import { ms, plain } from '../units.ts';
import { limitFor } from './limit.ts';
import { anchor } from './eventually.ts';
import { allOut, takeFault, type FaultEvent } from './faults.ts';
import { fail, halt } from './halt.ts';
import { absent, type Presence } from './presence.ts';
import { emptyTally, takeSample } from './slis.ts';
import type { Analysis } from './state.ts';
import { conditionOf, trackOf } from './tracks.ts';

/** The analysis after one more event. The one handed in is changed and used up; nothing outside it is. */
export function fold(analysis: Analysis, event: Event): Analysis {
  analysis.now = ms(Math.max(analysis.now, event.at));
  if (isFault(event)) takeFault(analysis, event);
  else take(analysis, event);
  return analysis;
}

const isFault = (event: Event): event is FaultEvent => event.kind.startsWith('fault.');

function take(analysis: Analysis, event: Exclude<Event, FaultEvent>): void {
  switch (event.kind) {
    case 'run.started':
      return start(analysis, event);
    case 'phase.entered':
      analysis.phase = event.phase;
      return;
    case 'preflight.refused':
      analysis.refusals = event.refusals;
      return;
    case 'sli.sampled':
      return takeSample(analysis, event.sli, event.sample);
    case 'baseline.measured':
      analysis.baseline = event.values;
      return;
    case 'run.halted':
      return halt(analysis, { reason: event.reason, breachedAt: event.breachedAt, decidedAt: event.decidedAt }, event.at);
    case 'run.restored':
      return restored(analysis, event);
    case 'recovery.reached':
      return recovered(analysis, { took: event.took });
    case 'recovery.missed':
      return recovered(analysis, { missedAfter: event.after });
    case 'load.summed':
      analysis.loads.set(event.load, event);
      return;
    case 'tool.failed':
      return fail(analysis, event.why, event.at);
    case 'note':
      return note(analysis, event.text);
    case 'subscriber.dropped':
      return note(analysis, `${event.name} was dropped: ${event.why}`);
    case 'plan.resolved':
    case 'preflight.checked':
    case 'application.started':
    case 'application.used':
    case 'application.stopped':
    case 'abort.breached':
    case 'verdict.reached':
    case 'run.finished':
      return;
  }
}

function start(analysis: Analysis, started: RunStarted): void {
  analysis.started = started;
  for (const facts of started.slis) analysis.slis.set(facts.name, emptyTally(facts));
  for (const expectation of started.expect) {
    if (expectation.kind === 'recovery') continue;
    const { sli } = expectation.condition;
    const track = trackOf(expectation, analysis.slis.get(sli)?.facts ?? unmeasured(sli), presenceOf(analysis, expectation.of));
    analysis.tracks.push(track);
    analysis.tracksOf.set(sli, [...(analysis.tracksOf.get(sli) ?? []), track]);
  }
}

/** An expectation on an SLI that the record does not know is undecided, never forgotten. */
const unmeasured = (name: string): SliFacts => ({ name, probe: 'unknown', unit: plain, every: ms(1000), poolable: false, judged: true });

function presenceOf(analysis: Analysis, of: string | undefined): Presence {
  if (of === undefined) return analysis.anyFault;
  const presence = analysis.ofFault.get(of) ?? absent();
  analysis.ofFault.set(of, presence);
  return presence;
}

/** A steady state that was seen while a fault was still in is no recovery from it. */
function recovered(analysis: Analysis, recovery: NonNullable<Analysis['recovery']>): void {
  if (allOut(analysis)) analysis.recovery = recovery;
}

/** The last restore's end: from here `from: restore` counts, unless something is left. A second attempt moves the time, never the anchor. */
function restored(analysis: Analysis, event: Event): void {
  analysis.restoredAt = event.at;
  if (!allOut(analysis)) return;
  for (const track of analysis.tracks) {
    if (track.kind !== 'eventually' || track.expectation.from !== 'restore' || analysis.anyFault.segments.length === 0) continue;
    anchor(track, event.at, analysis.slis.get(track.expectation.condition.sli), limitFor(analysis, conditionOf(track)));
  }
}

const noteLimit = 100;

/** Notes are kept up to a number, so that a talkative run does not grow. */
function note(analysis: Analysis, text: string): void {
  if (analysis.notes.length < noteLimit) analysis.notes.push(text);
  else analysis.moreNotes += 1;
}
