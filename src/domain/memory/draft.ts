/** One finding while the facts are folded: each fact gives the next draft, and none is forgotten. */
import type { FindingEdit } from './edit.ts';
import type { Failure } from './failures.ts';
import type { Changed, Finding, Happening, Proof, Triage } from './finding.ts';

export interface Draft extends Pick<Finding, 'id' | 'about' | 'status' | 'triage' | 'evidence' | 'history'> {
  readonly proof: Proof | undefined;
  readonly changed: Changed | undefined;
}

const blank = { triage: {}, evidence: [], history: [], proof: undefined, changed: undefined } as const;

export function opened(id: string, { about, evidence }: Failure): Draft {
  const { wall, run } = evidence;
  return { ...blank, id, about, status: { kind: 'open', since: wall }, evidence: [evidence], history: [{ kind: 'opened', wall, run }] };
}

/** Broken again. What was closed is open once more, and untriaged: what was undertaken did not help. Its category still says what it is. */
export function failedIn(draft: Draft, { about, evidence }: Failure): Draft {
  const { wall, run } = evidence;
  const again = { ...draft, about, evidence: [...draft.evidence, evidence], proof: undefined };
  if (draft.status.kind === 'open') return remember(again, { kind: 'failed again', wall, run });
  const { category } = draft.triage;
  return remember({ ...again, status: { kind: 'open', since: wall }, triage: category === undefined ? {} : { category } }, { kind: 'reopened', wall, run });
}

/** Held by a later run: that closes it. What a person closed stays closed by them, and is verified besides. */
export function heldIn(draft: Draft, proof: Proof): Draft {
  if (draft.proof !== undefined) return { ...draft, proof };
  const verified = draft.status.kind === 'open' ? { ...draft, proof, status: { kind: 'verified', ...proof } as const } : { ...draft, proof };
  return remember(verified, { kind: 'verified', wall: proof.wall, run: proof.run });
}

export function told({ finding, wall, by, text, experiment }: FindingEdit & { kind: 'added' }): Draft {
  const about = { kind: 'told', by, text, ...(experiment === undefined ? {} : { experiment }) } as const;
  return { ...blank, id: finding, about, status: { kind: 'open', since: wall }, history: [{ kind: 'added', wall, by }] };
}

/** Of which nothing is known but what people said. */
export function orphan(id: string, { wall, by }: FindingEdit): Draft {
  const about = { kind: 'told', by, text: 'the run that found this is not remembered here' } as const;
  return { ...blank, id, about, status: { kind: 'open', since: wall } };
}

export function said(draft: Draft, edit: FindingEdit): Draft {
  const { wall, by } = edit;
  switch (edit.kind) {
    case 'added':
      return remember(draft, { kind: 'added', wall, by });
    case 'edited':
      return remember({ ...draft, triage: { ...draft.triage, ...triageOf(edit) } }, { kind: 'edited', wall, by, words: wordsOf(edit), ...noteOf(edit) });
    case 'closed': {
      const { reason } = edit;
      const closed = draft.status.kind === 'open' ? { ...draft, status: { kind: 'closed', wall, by, reason } as const } : draft;
      return remember(closed, { kind: 'closed', wall, by, reason });
    }
  }
}

type Edited = FindingEdit & { kind: 'edited' };

const triageOf = ({ owner, deliverable, deadline, category }: Edited): Triage => ({
  ...(owner === undefined ? {} : { owner }),
  ...(deliverable === undefined ? {} : { deliverable }),
  ...(deadline === undefined ? {} : { deadline }),
  ...(category === undefined ? {} : { category }),
});

/** `owner ada, deadline 2026-12-01; waits for the new breaker`. */
function wordsOf(edit: Edited): string {
  const set = Object.entries(triageOf(edit)).map(([key, value]) => `${key} ${value}`);
  return [set.join(', '), edit.note ?? ''].filter((one) => one !== '').join('; ');
}

const noteOf = ({ note }: Edited): { readonly note?: string } => (note === undefined ? {} : { note });

const remember = (draft: Draft, happening: Happening): Draft => ({ ...draft, history: [...draft.history, happening] });
