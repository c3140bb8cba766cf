/** What a person says of findings: each command adds a fact to the store, and takes none away. */
import type { FindingEdit } from '../domain/memory/edit.ts';
import type { Finding } from '../domain/memory/finding.ts';
import { findingId } from '../domain/memory/finding-id.ts';
import { systemClock } from '../platform/clock.ts';
import { userName } from '../platform/user.ts';
import type { Store } from '../ports/store.ts';
import { findingText } from '../report/findings/text.ts';
import { verifyText } from '../report/findings/verify.ts';
import { statusOf } from '../report/findings/words.ts';
import type { AddOptions, TriageOptions } from './findings.ts';
import { findingNamed, knownFindings } from './known-findings.ts';
import { CommandFailed } from './problem.ts';
import { openMemory } from './remember.ts';

export async function addFinding(text: string, { experiment, ...triage }: AddOptions): Promise<string> {
  if (text.trim() === '') throw new CommandFailed('Cannot add a finding: its text is empty.', 'Say what was found.', 2);
  await using store = await openMemory();
  const known = await knownFindings(store);
  const now = stamp();
  const id = findingId(['told', now.wall, now.by, text], (taken) => known.some((one) => one.id === taken));
  await store.say({ kind: 'added', finding: id, ...now, text: text.trim(), ...(experiment === undefined ? {} : { experiment }) });
  if (Object.keys(triage).length > 0) await store.say({ kind: 'edited', finding: id, ...now, ...triage });
  return await shown(store, id);
}

export async function editFinding(id: string, triage: TriageOptions): Promise<string> {
  await using store = await openMemory();
  findingNamed(await knownFindings(store), id);
  if (Object.keys(triage).length === 0)
    throw new CommandFailed(`Cannot edit ${id}: nothing is said of it.`, 'Say --owner, --deliverable, --deadline, --category or --note.', 2);
  await store.say({ kind: 'edited', finding: id, ...stamp(), ...triage });
  return await shown(store, id);
}

/** @throws CommandFailed where no run has held it, and there is no reason why it should be closed all the same. */
export async function closeFinding(id: string, reason: string | undefined): Promise<string> {
  await using store = await openMemory();
  const finding = findingNamed(await knownFindings(store), id);
  if (finding.status.kind !== 'open') return `${id} is already ${statusOf(finding)}.`;
  if (reason === undefined) throw notHeld(finding);
  const edit: FindingEdit = { kind: 'closed', finding: id, ...stamp(), reason };
  await store.say(edit);
  return await shown(store, id);
}

function notHeld(finding: Finding): CommandFailed {
  const { id, about } = finding;
  const byPerson = `firedrill findings close ${id} --reason "…"`;
  if (about.kind === 'told') return new CommandFailed(`Cannot close ${id}: no run can verify what a person found.`, `Say why it is closed: ${byPerson}`, 1);
  const [, ...way] = verifyText(finding).split('\n');
  return new CommandFailed(
    `Cannot close ${id}: no run has held it since.`,
    [...way, `Or say why it is closed all the same: ${byPerson}`].map((line) => line.trim()).join('\n  '),
    1,
  );
}

const stamp = (): Pick<FindingEdit, 'wall' | 'by'> => ({ wall: systemClock.wall(), by: userName() });

const shown = async (store: Store, id: string): Promise<string> => findingText(findingNamed(await knownFindings(store), id));
