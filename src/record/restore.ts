import { orAbort } from '../domain/or-abort.ts';
import { reason } from '../domain/reason.ts';
import { credentialsRedactor } from '../domain/redact.ts';
import { ms } from '../domain/units.ts';
import { restoreOrder, type UndoEntry } from '../domain/undo.ts';
import type { Restored } from '../domain/plan.ts';
import type { Restorer, RestoreOptions, RestoreResult } from '../ports/record.ts';
import { goneWithIt, goneWithOwnProxy, type LookPorts } from './own-proxy.ts';

/** Time in which a restore that is cut off may say what it saw. */
const lastWords = ms(500);

export interface RestorerPorts extends LookPorts {
  env(name: string): string | undefined;
}

const marking = ms(2000);

/**
 * The one road by which anything is taken back: in reverse order on one target, different targets beside each other, each with
 * its own budget and a signal of its own, going on past a failure. What the run itself started ends last.
 */
export function createRestorer(ports: RestorerPorts): Restorer {
  return {
    async restore(entries, options) {
      const order = restoreOrder(entries);
      const faults = await Promise.all(order.faults.map((group) => inTurn(group, options, ports)));
      const programs = await inTurn(order.programs, options, ports);
      // A proxy that answered nobody is ended by now, and what was in it has gone with it.
      const settled = programs.length === 0 ? faults.flat() : await Promise.all(faults.flat().map((one) => lookAgain(one, options, ports)));
      return [...settled, ...programs];
    },
  };
}

async function inTurn(entries: readonly UndoEntry[], options: RestoreOptions, ports: RestorerPorts): Promise<RestoreResult[]> {
  const results: RestoreResult[] = [];
  for (const entry of entries) results.push(await restoreOne(entry, options, ports));
  return results;
}

async function restoreOne(entry: UndoEntry, options: RestoreOptions, ports: RestorerPorts): Promise<RestoreResult> {
  const began = ports.clock.now();
  options.began?.(entry);
  const tried = discreet(await attempt(entry, options, ports), entry, ports);
  const result = tried.kind === 'left' && (await goneWithOwnProxy(entry, options.programs, ports)) ? goneWithIt : tried;
  return settle({ entry, result, took: ms(ports.clock.now() - began) }, options, ports);
}

async function lookAgain(outcome: RestoreResult, options: RestoreOptions, ports: RestorerPorts): Promise<RestoreResult> {
  if (outcome.result.kind !== 'left' || !(await goneWithOwnProxy(outcome.entry, options.programs, ports))) return outcome;
  return settle({ ...outcome, result: goneWithIt }, options, ports);
}

async function settle(outcome: RestoreResult, options: RestoreOptions, ports: RestorerPorts): Promise<RestoreResult> {
  const { entry, result } = outcome;
  if (result.kind !== 'left') await crossOut(restoredLine(entry, result, options), options, ports);
  options.ended?.(outcome);
  return outcome;
}

/** What a target or a program answers may repeat the credentials that it was given: they are the values of the variables that the entry names. */
function discreet(result: Restored, { env }: UndoEntry, ports: RestorerPorts): Restored {
  const redact = credentialsRedactor(env.flatMap((name) => ports.env(name) ?? []));
  // The commands by which a human would put it right were ours from the start, and have to work as they are.
  if (result.kind === 'left') return { kind: 'left', left: result.left.map((one) => ({ ...one, why: redact(one.why) })) };
  return result.note === undefined ? result : { ...result, note: redact(result.note) };
}

/** That it is out is worth a line, not a wait: a disk that hangs must not keep the next fault in. */
async function crossOut(line: ReturnType<typeof restoredLine>, options: RestoreOptions, { clock }: RestorerPorts): Promise<void> {
  using deadline = clock.deadline(marking);
  await orAbort(deadline.signal, () => options.mark(line)).catch(() => undefined);
}

function restoredLine(entry: UndoEntry, result: Exclude<Restored, { kind: 'left' }>, options: RestoreOptions) {
  return { kind: 'restored' as const, n: entry.n, by: options.by, ...(result.note === undefined ? {} : { note: result.note }) };
}

async function attempt(entry: UndoEntry, options: RestoreOptions, ports: RestorerPorts): Promise<Restored> {
  const missing = entry.env.filter((name) => ports.env(name) === undefined);
  if (missing.length > 0) return left(entry, `the environment variable ${missing.join(', ')} is not set here`);
  // A signal of its own: a restore that shares the run's aborted one restores nothing.
  using deadline = ports.clock.deadline(options.budget);
  const why = `restore did not end within ${options.budget / 1000} s`;
  const late = new Promise<Restored>((resolve) => {
    deadline.signal.addEventListener('abort', () => void ports.clock.sleep(lastWords).then(() => resolve(left(entry, why))), { once: true });
  });
  const restoring = ports
    .injector(entry.type)
    .then((injector) => injector.restore(entry.undo, deadline.signal))
    .catch((error: unknown) => left(entry, reason(error)));
  return await Promise.race([restoring.then((restored) => (deadline.signal.aborted ? cutOff(restored, why) : restored)), late]);
}

/** What a restore says when its time is over is why it did not end. */
function cutOff(restored: Restored, why: string): Restored {
  if (restored.kind !== 'left') return restored;
  return { kind: 'left', left: restored.left.map((one) => ({ ...one, why: `${why}: ${one.why}` })) };
}

function left(entry: UndoEntry, why: string): Restored {
  const targets = entry.targets.length > 0 ? entry.targets : [entry.fault];
  return { kind: 'left', left: targets.map((target) => ({ target, why, command: entry.manual })) };
}
