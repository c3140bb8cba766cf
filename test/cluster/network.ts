/** The wires: a bridge on the control plane's machine, a cable from every node to it, and routes to the nodes' pods. The machine underneath has none of it. */
import { onNetworkOf, type Machine } from './machine.ts';
import { control, nodePlaces, services, type NodePlace, type Places } from './places.ts';

const ip = (machine: Machine, lines: readonly string[]): Promise<string> => onNetworkOf(machine, ['ip', '-batch', '-'], `${lines.join('\n')}\n`);
/** Its end at the bridge; without it the node is alone. */
const plug = ({ number }: NodePlace): string => `plug${number}`;

/** Every card keeps its address, as a real one does: a bridge left to choose takes another when a port of it goes, and then the other nodes talk to nobody. */
const mac = (number: number): string => `02:fd:00:00:00:${number.toString(16).padStart(2, '0')}`;

/** A way out for Services' addresses, which kube-proxy then rewrites. */
const toServices = (address: string): string => `route add ${services} dev lo src ${address}`;

export async function wireControl(machine: Machine): Promise<void> {
  await ip(machine, [
    `link add nodes address ${mac(0)} type bridge`,
    `addr add ${control.address}/24 dev nodes`,
    'link set nodes up',
    toServices(control.address),
  ]);
}

/** Wires one node that has just been powered on. */
export async function wireNode(places: Places, controlMachine: Machine, machine: Machine, node: NodePlace): Promise<void> {
  await ip(controlMachine, [
    `link add ${plug(node)} type veth peer name uplink address ${mac(node.number)} netns ${machine.init}`,
    `link set ${plug(node)} master nodes up`,
    `route replace ${node.pods} via ${node.address}`,
  ]);
  const others = nodePlaces(places).filter(({ number }) => number !== node.number);
  await ip(machine, [
    `addr add ${node.address}/24 dev uplink`,
    'link set uplink up',
    `route add default via ${control.address}`,
    toServices(node.address),
    ...others.map((other) => `route add ${other.pods} via ${other.address}`),
  ]);
}

/** Pulls the node's cable, or puts it back; what runs on it goes on. */
export async function cable(controlMachine: Machine, node: NodePlace, state: 'up' | 'down'): Promise<void> {
  await ip(controlMachine, [`link set ${plug(node)} ${state}`]);
}
