/** What stands against taking nodes away: pure, so that every reason can be tried without a cluster. */
import { isTrue } from '../../../domain/kubernetes/meta.ts';
import { called } from '../../../domain/kubernetes/resource.ts';
import { nodes as nodesOf, type KubeNode } from '../../../domain/kubernetes/surroundings.ts';
import type { Refusal } from '../../../domain/plan.ts';
import { optedOut } from '../opted.ts';
import { againstPods, names, type Said } from './against-pods.ts';
import { cordonOf } from './claim.ts';
import type { View } from './look.ts';

export function against(nodes: readonly KubeNode[], view: View, said: Said): readonly Refusal[] {
  const ones = nodes.flatMap((node) => againstNode(node, said.type));
  return ones.length > 0 ? ones : [...nowhereElse(nodes, view), ...againstPods(nodes, view, said)];
}

export const isOpen = (node: KubeNode): boolean => cordonOf(node, '').kind === 'open';

/** Whether it takes pods of applications; of other taints nobody here knows which pods tolerate them. */
function isUsable(node: KubeNode): boolean {
  const reserved = node.spec.taints.some(({ key }) => key === 'node-role.kubernetes.io/control-plane');
  return isOpen(node) && !reserved && isTrue(node.status.conditions, 'Ready');
}

function againstNode(node: KubeNode, type: string): readonly Refusal[] {
  const { name } = node.metadata;
  const cordon = cordonOf(node, '');
  if (cordon.kind === 'claimed') {
    const run = /^fd-(.+)-\d+$/.exec(cordon.by)?.[1] ?? cordon.by;
    return [{ why: `run ${run} holds ${called(nodesOf, name)}`, hint: `Wait for it; if it is gone: firedrill restore ${run} --cluster.` }];
  }
  if (!isTrue(node.status.conditions, 'Ready')) return [{ why: `${called(nodesOf, name)} is not ready`, hint: 'Choose another, or wait for it.' }];
  return optedOut(nodesOf, node.metadata, type);
}

/** Where the pods would have nowhere to go, this is no drill of a node but of the whole cluster. */
function nowhereElse(nodes: readonly KubeNode[], view: View): readonly Refusal[] {
  if (nodes.every((node) => !isOpen(node))) {
    return [
      { why: `${names(nodes)} is cordoned already, and not by this run`, hint: 'Choose another: what was cordoned before is nobody else’s to drill on.' },
    ];
  }
  const rest = view.nodes.filter((node) => !nodes.includes(node) && isUsable(node));
  if (rest.length > 0) return [];
  return [{ why: `no other node takes pods than ${names(nodes)}`, hint: 'Add one elsewhere, or uncordon one: the pods must have somewhere to go.' }];
}
