/** `npm run cluster`: a real Kubernetes cluster of plain processes on this machine. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { execa } from 'execa';
import { configOf, isReady, nodesOf } from './api.ts';
import { machineOf, type Machine } from './machine.ts';
import { cable } from './network.ts';
import { importImage, switchOff, switchOn } from './node.ts';
import { cache, nodePlaces, placesOf, usual, type NodePlace, type Places } from './places.ts';
import { missing } from './programs.ts';
import { down, isUp, up } from './up.ts';
import { within } from './wait.ts';

const help = `npm run cluster                        three nodes in three zones, with the demo shop; says so when it is up already
npm run cluster -- down                 ends it, and leaves nothing behind
npm run cluster -- status               what runs, and what does not
npm run cluster -- exec COMMAND...      a command with the control plane's network: Services and pods have addresses there
npm run cluster -- import IMAGE.tar     gives an image to every node
npm run cluster -- node-off N           pulls node N's plug; node-on N puts it back
npm run cluster -- cable-off N          pulls its network cable only; cable-on N puts it back

FIREDRILL_CLUSTER=name makes another cluster beside it, without the shop; FIREDRILL_CLUSTER_NODES=1..9 says how large. Linux, root.
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const places = placesOf();

function running(): Machine {
  const machine = isUp(places);
  if (machine === undefined) throw new Error('Cannot do that: the cluster is down. npm run cluster starts it.');
  return machine;
}

function nodeNamed(text: string | undefined): NodePlace {
  const node = nodePlaces(places).find(({ number, name }) => text === String(number) || text === name);
  if (node === undefined) throw new Error(`Cannot do that: there is no node "${text ?? ''}". Give a number from 1 to ${places.nodes}.`);
  return node;
}

async function start(): Promise<void> {
  if (isUp(places) !== undefined && (await answers())) return say(`already up: ${summary(places)}`);
  const absent = missing();
  if (absent !== undefined) throw new Error(`Cannot start the cluster: ${absent}.`);
  const began = performance.now();
  await up(places, (line) => say(`${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s  ${line}`));
  say(summary(places));
}

/** One that broke off while it came up has no kubeconfig yet; one that is only busy must not be taken for dead, since others use it. */
async function answers(): Promise<boolean> {
  if (!existsSync(places.kubeconfig)) return false;
  const looked = within(20_000, 'the API server', async () => (await nodesOf(configOf(places.kubeconfig))).length > 0);
  return looked.then(
    () => true,
    () => false,
  );
}

const summary = ({ name, kubeconfig, ports, nodes }: Places): string => `${nodes} node(s), each a zone of its own; context ${name}${
  name === usual ? `, the shop on http://127.0.0.1:${ports.shop}/checkout` : ''
}
export KUBECONFIG=${kubeconfig}`;

async function status(): Promise<void> {
  if (isUp(places) === undefined) return say('down');
  const known = await Promise.try(() => nodesOf(configOf(places.kubeconfig))).catch(() => []);
  for (const { name, zone, address } of nodePlaces(places)) {
    const power = machineOf(places.folder, name) === undefined ? 'off' : 'on';
    const node = known.find(({ metadata }) => metadata?.name === name);
    say(`${name}  ${zone}  ${address}  power ${power.padEnd(3)}  ${node === undefined ? 'unknown' : isReady(node) ? 'Ready' : 'NotReady'}`);
  }
  say(summary(places));
}

const acts: Readonly<Record<string, (...args: string[]) => Promise<void>>> = {
  up: start,
  down: async () => say((await down(places)) ? 'down' : 'it was down'),
  'node-off': async (which) => switchOff(places, nodeNamed(which)),
  'node-on': async (which) => (machineOf(places.folder, nodeNamed(which).name) === undefined ? switchOn(places, running(), nodeNamed(which)) : undefined),
  'cable-off': async (which) => cable(running(), nodeNamed(which), 'down'),
  'cable-on': async (which) => cable(running(), nodeNamed(which), 'up'),
  import: async (tar) => {
    if (tar === undefined || !existsSync(tar))
      throw new Error(`Cannot import: there is no archive "${tar ?? ''}". Give the path of an OCI image in a tar file.`);
    await Promise.all(nodePlaces(places).map((node) => importImage(places, node, tar)));
  },
};

async function exec(argv: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('Cannot enter the network: only root can. sudo npm run cluster -- exec …');
  const child = spawn('nsenter', ['--target', String(running().init), '--net', ...argv], {
    stdio: 'inherit',
    env: { ...process.env, KUBECONFIG: places.kubeconfig },
  });
  const [code] = await once(child, 'exit');
  process.exitCode = typeof code === 'number' ? code : 1;
}

/** Through sudo where that asks no questions; it keeps nothing of the environment, so what matters is said again. */
function asRoot(): string[] {
  const kept = ['PATH', 'FIREDRILL_CLUSTER', 'FIREDRILL_CLUSTER_NODES'].flatMap((name) =>
    process.env[name] === undefined ? [] : [`${name}=${process.env[name]}`],
  );
  return ['sudo', '-n', 'env', `XDG_CACHE_HOME=${join(cache, '../..')}`, ...kept];
}

/** Names share eight locks: the files stay when a cluster goes, since whoever waits for one holds it open. */
const lockOf = (name: string): string => join(cache, `lock-${Buffer.from(name).reduce((sum, byte) => sum + byte, 0) % 8}`);

/** What changes a cluster runs once at a time. */
async function locked(args: readonly string[]): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const again = ['flock', '--close', lockOf(places.name), process.execPath, import.meta.filename, '--locked', ...args];
  const [program = '', ...rest] = process.getuid?.() === 0 ? again : [...asRoot(), ...again];
  const { exitCode } = await execa(program, rest, { stdio: 'inherit', reject: false });
  process.exitCode = exitCode ?? 1;
}

async function main([first = 'up', ...rest]: readonly string[]): Promise<void> {
  if (first === '--locked') return acts[rest[0] ?? '']?.(...rest.slice(1));
  if (first === 'status') return status();
  if (first === 'help' || first === '--help') return say(help);
  if (first === 'exec') return exec(rest);
  if (acts[first] === undefined) throw new Error(`Cannot do that: there is no command "${first}".\n\n${help}`);
  return locked([first, ...rest]);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}${error instanceof Error && error.cause instanceof Error ? `\n${error.cause.message}` : ''}\n`);
  process.exitCode = 1;
}
