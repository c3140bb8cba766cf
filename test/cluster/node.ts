/** One node: a machine of its own with containerd, kubelet, kube-proxy, and kube-router for NetworkPolicies. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { proxyArgs, insideKubeconfig } from './control-plane.ts';
import { makeControlGroups, removeControlGroups } from './cgroups.ts';
import { boot, cutPower, start, type Machine } from './machine.ts';
import { wireNode } from './network.ts';
import { containerdSocket, nodeFolder, writeNodeFiles } from './node-files.ts';
import { makeNodeCertificate } from './pki.ts';
import { services, type NodePlace, type Places } from './places.ts';
import { kube, router } from './programs.ts';
import { within } from './wait.ts';

/** Makes a node of nothing; the first images are in before its kubelet asks for one. NetworkPolicies still need `startPolicies`. */
export async function makeNode(places: Places, control: Machine, node: NodePlace, images: readonly string[]): Promise<Machine> {
  await makeNodeCertificate(places, node);
  writeNodeFiles(places, node);
  const machine = await powerOn(places, control, node);
  for (const image of images) await importImage(places, node, image);
  startKubelet(places, machine, node);
  return machine;
}

/** After a power cut: what lies on its disk is there, what lay in its memory is not. */
export async function switchOn(places: Places, control: Machine, node: NodePlace): Promise<void> {
  const machine = await powerOn(places, control, node);
  startKubelet(places, machine, node);
  startPolicies(places, machine, node);
}

/** As if somebody pulled the plug: pods and all, at once, and nobody is told. */
export async function switchOff(places: Places, node: NodePlace): Promise<void> {
  await cutPower(places.folder, node.name);
  await removeControlGroups(`${places.cgroup}/${node.name}`);
}

export async function importImage(places: Places, node: NodePlace, tar: string): Promise<void> {
  await execa('ctr', ['--address', containerdSocket(places, node), '--namespace', 'k8s.io', 'images', 'import', tar]);
}

async function powerOn(places: Places, control: Machine, node: NodePlace): Promise<Machine> {
  const folder = nodeFolder(places, node);
  rmSync(containerdSocket(places, node), { force: true });
  const machine = await boot(places.folder, node.name);
  await wireNode(places, control, machine, node);
  start(machine, 'containerd', ['containerd', '--config', join(folder, 'containerd.toml')]);
  const up = ['--address', containerdSocket(places, node), 'version'];
  await within(20_000, `containerd of ${node.name} (${folder}/log/containerd.log)`, async () => (await execa('ctr', up, { reject: false })).exitCode === 0);
  return machine;
}

function startKubelet(places: Places, machine: Machine, node: NodePlace): void {
  makeControlGroups(`${places.cgroup}/${node.name}`);
  const folder = nodeFolder(places, node);
  start(machine, 'kubelet', [
    kube,
    'kubelet',
    `--config=${folder}/kubelet.yaml`,
    `--kubeconfig=${folder}/kubeconfig`,
    `--hostname-override=${node.name}`,
    `--node-ip=${node.address}`,
    `--root-dir=${folder}/kubelet`,
    `--cert-dir=${folder}/certificates`,
    `--node-labels=topology.kubernetes.io/zone=${node.zone}`,
  ]);
  start(machine, 'kube-proxy', proxyArgs(places, node.name));
}

/** Guards the node's pods; it refuses to start before the API server knows the node. */
export function startPolicies(places: Places, machine: Machine, node: NodePlace): void {
  start(machine, 'kube-router', [
    router,
    '--run-firewall=true',
    '--run-router=false',
    '--run-service-proxy=false',
    '--run-loadbalancer=false',
    `--hostname-override=${node.name}`,
    `--kubeconfig=${insideKubeconfig(places, 'admin')}`,
    `--service-cluster-ip-range=${services}`,
  ]);
}
