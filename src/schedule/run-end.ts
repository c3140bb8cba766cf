import type { Event } from '../domain/events.ts';
import { exitCodes, signalCodes } from '../domain/verdict.ts';
import type { ProcessEnd, RunFinished } from '../ports/runs.ts';

/** What a scheduler must know of a run that has ended. */
export interface RunEnd {
  readonly run?: string;
  readonly outcome: string;
  readonly exitCode: number;
  /** Whether anything was, or may have been, injected: then it is never tried again. */
  readonly injected: boolean;
  /** Why nothing else of its slot may be started, whatever the schedule says of runs that did not hold. */
  readonly noMore?: string;
}

type Finished = Pick<RunFinished, 'outcome' | 'exitCode'>;

/** Reads what a run prints, and keeps only what is needed in the end. */
export class RunStory {
  run: string | undefined;
  finished: Finished | undefined;
  #rehearsal = false;
  #refused = 0;
  #prepared = 0;
  #haltedBy: string | undefined;

  hear(event: Event): void {
    if (event.kind === 'run.started') {
      this.run = event.run;
      this.#rehearsal = event.rehearsal;
    }
    if (event.kind === 'fault.prepared') this.#prepared += 1;
    if (event.kind === 'fault.refused') this.#refused += 1;
    if (event.kind === 'run.halted' && event.reason.kind === 'operator') this.#haltedBy = event.reason.by;
    if (event.kind === 'run.halted' && event.reason.kind === 'signal') this.#haltedBy = event.reason.signal;
    if (event.kind === 'run.finished') this.finished = event;
  }

  /** @param recorded what its record says, where it ended without a word. */
  end(ended: ProcessEnd, recorded?: Finished): RunEnd {
    if (this.run === undefined && this.finished === undefined) return neverBegun(ended);
    const finished = this.finished ?? recorded;
    const known = this.run === undefined ? {} : { run: this.run };
    const { outcome, exitCode } = finished ?? unknownEnd;
    // Unknown means yes: what printed nothing of its end may have injected all the same.
    const injected = !this.#rehearsal && (this.#prepared > this.#refused || this.finished === undefined);
    const why = this.#noMore(outcome, ended, finished !== undefined);
    return { ...known, outcome, exitCode, injected, ...(why === undefined ? {} : { noMore: why }) };
  }

  #noMore(outcome: string, ended: ProcessEnd, known: boolean): string | undefined {
    if (!known) return `nobody knows how its run ended (${ended.kind === 'killed' ? ended.signal : `exit ${ended.code}`})`;
    if (outcome === 'not restored' || outcome === 'tool error') return `its run ended ${outcome}`;
    if (this.#haltedBy !== undefined) return `${this.#haltedBy} halted its run`;
    return ended.kind === 'killed' ? `its run was killed (${ended.signal})` : undefined;
  }
}

/**
 * A process that ended without a first word: it says that a run has begun before anything of it is, into a pipe that was empty and is read to its end.
 * A signal that comes before it listens for any ends it like this.
 */
function neverBegun(ended: ProcessEnd): RunEnd {
  const how = ended.kind === 'killed' ? ended.signal : `exit ${ended.code}`;
  const asked = signals.find((signal) => ended.kind === 'killed' && signal === ended.signal);
  const exitCode = asked === undefined ? exitCodes['tool error'] : signalCodes[asked];
  return { outcome: asked === undefined ? 'tool error' : 'aborted', exitCode, injected: false, noMore: `its process ended before it began a run (${how})` };
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What nobody knows to be restored is not restored. */
const unknownEnd: Finished = { outcome: 'not restored', exitCode: exitCodes['not restored'] };
