import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodes } from '../../../../src/domain/kubernetes/surroundings.ts';
import { seeded } from '../../../../src/domain/random.ts';
import type { Said } from '../../../../src/injectors/kubernetes/nodes/against-pods.ts';
import { draw } from '../../../../src/injectors/kubernetes/nodes/choose.ts';
import { cordonOf } from '../../../../src/injectors/kubernetes/nodes/claim.ts';
import { cordon, uncordon } from '../../../../src/injectors/kubernetes/nodes/cordon.ts';
import { look } from '../../../../src/injectors/kubernetes/nodes/look.ts';
import { mark } from '../../../../src/injectors/kubernetes/names.ts';
import { openTown, signal } from './town.ts';

const read = (annotations: object, unschedulable: boolean, managedFields: object[] = []) =>
  nodes.schema.parse({
    metadata: { name: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', annotations, managedFields },
    spec: { unschedulable },
  });

test.each([
  [{}, false, 'open'],
  [{}, true, 'cordoned'],
  [{ [mark.injection]: 'fd-a-1' }, true, 'ours'],
  [{ [mark.injection]: 'fd-a-1' }, false, 'reopened'],
  [{ [mark.injection]: 'fd-b-1' }, true, 'claimed'],
  [{ [mark.injection]: 'fd-b-1' }, false, 'claimed'],
] as const)('a node with %o, unschedulable %s, is %s', (annotations, unschedulable, kind) => {
  expect(cordonOf(read(annotations, unschedulable), 'fd-a-1').kind).toBe(kind);
});

test('a cordon is ours while whoever set the mark is alone in having set it', () => {
  const both = { 'f:metadata': { 'f:annotations': { [`f:${mark.injection}`]: {} } }, 'f:spec': { 'f:unschedulable': {} } };
  const alone = { 'f:spec': { 'f:unschedulable': {} } };
  const other = { 'f:spec': { 'f:taints': {} } };
  const kindOf = (...fields: object[]): string => cordonOf(read({ [mark.injection]: 'fd-a-1' }, true, fields.map((fieldsV1) => ({ manager: 'm', fieldsV1 }))), 'fd-a-1').kind; // prettier-ignore
  expect([kindOf(both), kindOf(both, other), kindOf(both, alone), kindOf(alone)]).toEqual(['ours', 'ours', 'taken over', 'taken over']);
});

test('of two injections that cordon one node at once, one gets it, and the other’s uncordon leaves it', async () => {
  const town = await openTown();
  const { cluster } = town;
  const ref = { name: 'node-2', uid: town.node('node-2').metadata.uid };
  const [one, other] = ['fd-one-1', 'fd-two-1'].map((injection) => ({ cluster, namespace: 'shop', injection }));
  if (one === undefined || other === undefined) throw new Error('two are meant');
  const outcomes = await Promise.all([cordon(one, ref, signal()), cordon(other, ref, signal())]);
  expect(outcomes).toEqual([undefined, { why: 'node node-2 cannot be cordoned: injection fd-one-1 has it', hint: 'Try again later.' }]);
  await uncordon(other, ref, signal());
  expect(cordonOf(nodes.schema.parse(town.node('node-2')), 'fd-one-1').kind).toBe('ours');
  await uncordon(one, ref, signal());
  expect(cordonOf(nodes.schema.parse(town.node('node-2')), 'fd-one-1').kind).toBe('open');
});

test('whatever the seed, as many are drawn as asked for, none twice, and only those against which nothing stands', async () => {
  const { cluster } = await openTown();
  await cluster.patch(nodes, { name: 'node-1' }, { spec: { unschedulable: true } }, signal());
  const view = await look(cluster, { namespaces: ['shop'], budgets: true }, signal());
  const said: Said = { type: 't', cluster, namespaces: ['shop'], self: undefined, production: false, optIn: false };
  const units = view.nodes.map((node) => ({ name: node.metadata.name, nodes: [node] }));
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const chosen = draw({ units, count: 1 }, view, said, seeded(seed));
      return chosen.kind === 'chosen' && chosen.units.length === 1 && ['node-2', 'node-3'].includes(chosen.units[0]?.name ?? '');
    }),
  );
  // Without node-1 the pods of the other two would have nowhere to go.
  expect(draw({ units, count: 2 }, view, said, seeded(1)).kind).toBe('refused');
});
