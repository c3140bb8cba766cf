/** What a drill, or a person, has found: from when it was first seen until a later run shows that it is no more. */

export interface Finding {
  readonly id: string;
  readonly about: About;
  readonly status: FindingStatus;
  readonly triage: Triage;
  readonly flags: readonly Flag[];
  /** Every run that showed it, the oldest first. */
  readonly evidence: readonly Evidence[];
  /** The latest run that held what was broken, since it was broken last. */
  readonly proof?: Proof;
  /** The file says it otherwise since: what is expected now is something else. */
  readonly changed?: Changed;
  readonly history: readonly Happening[];
}

export type About = Watched | Told;

/** What a run can show broken, and a later one held. */
export interface Watched {
  /** An expectation, an abort condition, or that a fault is taken out by the run itself. */
  readonly kind: 'expectation' | 'abort' | 'restore';
  readonly experiment: string;
  readonly environment: string;
  /** As written in the file; together with experiment and environment it is what makes two failures the same. */
  readonly key: string;
  /** Its place in the file: `during.p99`, `abort.p99`, the name of the fault. */
  readonly place: string;
  readonly written: string;
  readonly file: string;
}

/** Found by a person; no run can show that it is gone. */
export interface Told {
  readonly kind: 'told';
  readonly by: string;
  readonly text: string;
  readonly experiment?: string;
}

export type FindingStatus =
  | { readonly kind: 'open'; readonly since: string }
  | ({ readonly kind: 'verified' } & Proof)
  /** By a person, with a reason; no run has shown it. */
  | { readonly kind: 'closed'; readonly wall: string; readonly by: string; readonly reason: string };

export interface Triage {
  readonly owner?: string;
  readonly deliverable?: string;
  /** A day, YYYY-MM-DD: overdue from the day after. */
  readonly deadline?: string;
  readonly category?: string;
}

/** `untriaged` until it has an owner, a deliverable and a deadline; `recurring` where its last two failures are at most 90 days apart. */
export type Flag = 'overdue' | 'untriaged' | 'recurring' | 'reopened';

export interface Evidence {
  readonly run: string;
  readonly wall: string;
  /** The number, as shown. */
  readonly seen: string;
  /** What it was held against, with the limit of that day in numbers. */
  readonly against: string;
}

export interface Proof {
  readonly run: string;
  readonly wall: string;
  readonly seen: string;
  readonly file: string;
}

export interface Changed {
  readonly run: string;
  readonly wall: string;
  /** What stands in its place now; absent where nothing does. */
  readonly to?: string;
}

export type Happening =
  | { readonly kind: 'opened' | 'reopened' | 'failed again' | 'verified'; readonly wall: string; readonly run: string }
  | { readonly kind: 'added'; readonly wall: string; readonly by: string }
  | { readonly kind: 'edited'; readonly wall: string; readonly by: string; readonly words: string; readonly note?: string }
  | { readonly kind: 'closed'; readonly wall: string; readonly by: string; readonly reason: string };
