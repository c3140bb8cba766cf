import type { Refusal } from '../domain/plan.ts';
import { reason } from '../domain/reason.ts';
import type { StateDamaged } from '../domain/state-damaged.ts';
import type { LockConflict } from '../ports/state.ts';
import type { ProcessIdentity } from '../ports/processes.ts';
import type { Plan } from './plan.ts';
import type { Stage } from './stage.ts';

/** What this machine says of runs: its environment variables, why runs are blocked, whether the shared state can be used. */
export interface Machine {
  env(name: string): string | undefined;
  blocked(): string | undefined;
  /** Why nobody can say what other runs hold, if so. */
  damage(): StateDamaged | undefined;
}

/** Every reason against the run that can be known without being it: the environment, a block, what restore lacks. */
export async function knownBefore(plan: Plan, machine: Machine): Promise<readonly Refusal[]> {
  return [...(await plan.forbidden()), ...state(machine), ...missingVariables(plan, machine)];
}

/** Every reason against the run that can be found without touching anything; where there is none, who holds the targets. */
export async function permission(plan: Plan, guardian: ProcessIdentity, stage: Stage): Promise<readonly Refusal[]> {
  const { world } = stage;
  const known = await knownBefore(plan, { env: (name) => world.env(name), blocked: () => world.state.blocked(), damage: () => world.state.damage() });
  const found = [...known, ...firstProcess(stage)];
  // A lock repeats what the file says of its target: nothing reaches the state before it is known to carry no secret.
  return found.length > 0 ? found : locked(plan, guardian, stage);
}

/** One that is only busy answers nothing now, and unknown means no. */
function state(machine: Machine): readonly Refusal[] {
  try {
    return [...damaged(machine), ...blocked(machine)];
  } catch (error) {
    return [{ why: `${reason(error)}.`, hint: 'Another process is at it: try again.' }];
  }
}

/** Unknown means no: whoever holds the targets, and whether runs are blocked, stands in it. */
function damaged(machine: Machine): readonly Refusal[] {
  const damage = machine.damage();
  return damage === undefined ? [] : [{ why: `the state of this user cannot be used: ${damage.why}.`, hint: damage.hint }];
}

function blocked(machine: Machine): readonly Refusal[] {
  const why = machine.blocked();
  return why === undefined ? [] : [{ why: `runs are blocked: ${why}.`, hint: 'When that is over: firedrill unblock.' }];
}

/** Killing the first process of a container ends the guardian too, and the guardian cannot kill it: the second line of defence would be none. */
function firstProcess({ world }: Stage): readonly Refusal[] {
  if (world.self.pid !== 1) return [];
  return [
    {
      why: 'firedrill is the first process of its container, and its guardian would die with it.',
      hint: 'Start it by bin/container.sh, as the image of firedrill does: it stays until the guardian has gone, and tini would not (docs/in-cluster.md).',
    },
  ];
}

function missingVariables(plan: Plan, machine: Machine): readonly Refusal[] {
  const missing = [...new Set(plan.faults.flatMap((fault) => fault.plan.needs.env))].filter((name) => machine.env(name) === undefined);
  return missing.map((name) => ({
    why: `restore needs the environment variable ${name}, and it is not set.`,
    hint: `Set ${name}, here and wherever firedrill restore may run.`,
  }));
}

/** Enters the run into the state and takes its locks, all or none. */
async function locked(plan: Plan, guardian: ProcessIdentity, { world, record }: Stage): Promise<readonly Refusal[]> {
  const locks = [...new Set(plan.faults.flatMap((fault) => fault.plan.locks))];
  const active = { run: record.run, folder: record.folder, experiment: plan.experiment.name, runner: world.self, guardian };
  const conflicts = entered(() => world.state.enter(active, locks));
  return 'why' in conflicts ? [conflicts] : Promise.all(conflicts.map((conflict) => conflicting(conflict, world)));
}

/** A state that takes no run: a disk that is full or cannot be written, or a state that others keep busy. */
function entered(enter: () => readonly LockConflict[]): readonly LockConflict[] | Refusal {
  try {
    return enter();
  } catch (error) {
    return {
      why: `this run cannot be entered into the state of this user: ${reason(error)}.`,
      hint: 'Without its locks another run could change the same target.',
    };
  }
}

async function conflicting({ lock, holder }: LockConflict, world: Stage['world']): Promise<Refusal> {
  const alive = (await world.alive(holder.runner)) || (holder.guardian !== undefined && (await world.alive(holder.guardian)));
  if (alive) return { why: `run ${holder.run} (${holder.experiment}) holds ${lock}.`, hint: `Wait for it, or halt it: firedrill abort ${holder.run}.` };
  return {
    why: `run ${holder.run} (${holder.experiment}) left a fault on ${lock} that was never restored.`,
    hint: `firedrill restore ${holder.run}, or run again with --restore-first.`,
  };
}
