import { access, constants, mkdir } from 'node:fs/promises';
import { createToolbox, type Toolbox } from '../toolbox.ts';
import { bin, stateFolder } from '../platform/places.ts';
import { program } from '../platform/program.ts';
import { longestPath } from '../control/protocol.ts';
import { findConfig } from '../planning/find-config.ts';
import { deadRuns } from './dead-runs.ts';
import { baseFolder } from './run-folder.ts';
import { unrestoredHere } from './unrestored-here.ts';

export interface Finding {
  readonly ok: boolean;
  readonly what: string;
  readonly hint?: string;
}

/** What a drill needs of this machine, looked at one by one; changes nothing but an empty state folder. */
export async function diagnose(): Promise<readonly Finding[]> {
  return [
    node(),
    await writable('the state folder', stateFolder(), 'set XDG_STATE_HOME'),
    await writable('the checkout', baseFolder(), 'call firedrill in a folder that is'),
    ...config(),
    sockets(),
    await processes(),
    ...(await unrestored()),
  ];
}

function node(): Finding {
  return { ok: true, what: `Node ${program.version}, ${bin}` };
}

async function writable(name: string, folder: string, otherwise: string): Promise<Finding> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 }).then(
    () =>
      access(folder, constants.W_OK).then(
        () => true,
        () => false,
      ),
    () => false,
  );
  return made
    ? { ok: true, what: `${name} can be written: ${folder}` }
    : { ok: false, what: `${name} cannot be written: ${folder}`, hint: `Without a record nothing is injected: make it writable, or ${otherwise}.` };
}

/** What stands for nothing on this machine may be meant for another: it is said, and no failure. */
function config(): readonly Finding[] {
  const found = findConfig(program.cwd(), program.environment(), program.cwd());
  if (found.kind === 'none') return [{ ok: true, what: 'no firedrill.config.yaml here or above: loopback alone may be touched' }];
  if (found.kind === 'invalid') return [{ ok: false, what: 'the config is wrong', hint: found.text.trimEnd().replaceAll('\n', '\n      ') }];
  const { file, incomplete, unusable } = found.config;
  const named = Object.entries(incomplete).map(([name, problems]) => [`environment ${name}`, problems] as const);
  const lacking = [...named, ...Object.entries(unusable)].map(([name, problems]): Finding => {
    return { ok: true, what: `${name} of ${file} cannot be used here`, hint: problems.map(({ message }) => message).join(' ') };
  });
  return [{ ok: true, what: `the config can be read: ${file}` }, ...lacking];
}

function sockets(): Finding {
  const length = Buffer.byteLength(`${stateFolder()}/7k2m4p.guardian.sock`);
  if (length <= longestPath) return { ok: true, what: 'control sockets fit into a path' };
  return { ok: false, what: `control sockets do not fit: ${length} bytes, ${longestPath} at most`, hint: 'Set XDG_STATE_HOME to a shorter folder.' };
}

async function processes(): Promise<Finding> {
  await using toolbox = createToolbox();
  const own = await toolbox.processes.stat(toolbox.processes.self);
  if (own !== undefined) return { ok: true, what: 'processes can be told apart (/proc)' };
  return { ok: true, what: 'process.* faults do not work here: they need /proc', hint: 'Everything else does.' };
}

async function unrestored(): Promise<readonly Finding[]> {
  await using toolbox = createToolbox();
  const damage = toolbox.state.damage();
  if (damage !== undefined)
    return [{ ok: false, what: `the state of this user cannot be used: ${damage.why}`, hint: damage.hint }, ...(await leftHere(toolbox))];
  const reason = toolbox.state.blocked();
  const blocked: Finding[] = reason === undefined ? [] : [{ ok: false, what: `runs are blocked: ${reason}`, hint: 'firedrill unblock' }];
  const dead = await deadRuns(toolbox);
  const left = dead.map(leftSomething);
  return [...blocked, ...(left.length > 0 ? left : [{ ok: true, what: 'nothing is left of earlier runs' }])];
}

/** Without the state only this checkout's own records tell. */
async function leftHere(toolbox: Toolbox): Promise<readonly Finding[]> {
  return (await unrestoredHere(toolbox)).map(leftSomething);
}

function leftSomething(run: string): Finding {
  return { ok: false, what: `run ${run} has ended and left something`, hint: `firedrill restore ${run}` };
}
