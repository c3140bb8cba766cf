/** The cluster as a whole: up, down, and whether it is. */
import { chownSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { apply, configOf, nodesReady, objectsOf, rolledOut } from './api.ts';
import { removeControlGroups } from './cgroups.ts';
import { apiInside, startControlPlane } from './control-plane.ts';
import { forward } from './forward.ts';
import { dnsImage, pauseImage, shopImage, toolsImage } from './images.ts';
import { boot, cutPower, machineOf, type Machine } from './machine.ts';
import { wireControl } from './network.ts';
import { makeNode, startPolicies } from './node.ts';
import { writeKubeconfig } from './pki.ts';
import { control, nodePlaces, shopNodePort, usual, type Places } from './places.ts';

const here = (name: string): string => join(import.meta.dirname, name);
export const shopManifests = join(import.meta.dirname, '../../experiments/kubernetes/manifests');

export const isUp = ({ folder }: Places): Machine | undefined => machineOf(folder, control.name);

/** From nothing to ready nodes with DNS and, on the usual cluster, the shop. Stopped half-way, it leaves machines that `down` ends. */
export async function up(places: Places, say: (line: string) => void): Promise<void> {
  await down(places); // what an attempt that broke off has left
  mkdirSync(join(places.folder, 'images'), { recursive: true, mode: 0o755 });
  const images = await makeImages(places);
  const machine = await boot(places.folder, control.name);
  await wireControl(machine);
  await startControlPlane(places, machine);
  say('the API server answers');
  const ways = [apiInside.replace('https://', ''), `${control.address}:${shopNodePort}`];
  const [api = 0] = await forward(machine, [
    { listen: places.ports.api, to: ways[0] ?? '' },
    { listen: places.ports.shop, to: ways[1] ?? '' },
  ]);
  const nodes = await Promise.all(nodePlaces(places).map(async (node) => ({ node, machine: await makeNode(places, machine, node, images) })));
  // Last, so that whoever finds it finds a cluster behind it.
  const kubeconfig = { user: 'admin', server: `https://127.0.0.1:${api}`, context: places.name };
  writeKubeconfig(places, join(places.folder, 'kubeconfig.new'), kubeconfig);
  giveToCaller(join(places.folder, 'kubeconfig.new'));
  const config = configOf(join(places.folder, 'kubeconfig.new'));
  await nodesReady(config, places.nodes);
  for (const each of nodes) startPolicies(places, each.machine, each.node);
  say(`${places.nodes} nodes are ready`);
  await furnish(places, config, say);
  renameSync(join(places.folder, 'kubeconfig.new'), places.kubeconfig);
}

/** Whoever came through sudo must be able to read it afterwards. */
function giveToCaller(path: string): void {
  const { SUDO_UID: user, SUDO_GID: group } = process.env;
  if (user !== undefined && group !== undefined) chownSync(path, Number(user), Number(group));
}

async function makeImages(places: Places): Promise<string[]> {
  const at = (name: string): string => join(places.folder, 'images', `${name}.tar`);
  pauseImage(at('pause'));
  dnsImage(at('coredns'));
  await toolsImage(at('tools'));
  if (places.name !== usual) return [at('pause'), at('coredns'), at('tools')];
  await shopImage(at('shop'));
  return [at('pause'), at('coredns'), at('tools'), at('shop')];
}

async function furnish(places: Places, config: ReturnType<typeof configOf>, say: (line: string) => void): Promise<void> {
  await apply(config, objectsOf(here('dns.yaml')));
  if (places.name === usual) await apply(config, objectsOf(shopManifests));
  await rolledOut(config, 'kube-system');
  say('CoreDNS is ready');
  if (places.name !== usual) return;
  await rolledOut(config, 'shop');
  say('the shop is ready');
}

/** Ends all of it and removes every trace; there being none is fine too. */
export async function down(places: Places): Promise<boolean> {
  const was = isUp(places) !== undefined;
  const names = [control.name, ...Array.from({ length: 9 }, (_, index) => `node-${index + 1}`)];
  await Promise.all(names.map((name) => cutPower(places.folder, name)));
  await removeControlGroups(places.cgroup);
  rmSync(places.folder, { recursive: true, force: true });
  return was;
}
