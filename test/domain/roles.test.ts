import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Right } from '../../src/domain/kubernetes/right.ts';
import { rolesFor, type Rule } from '../../src/domain/kubernetes/roles.ts';

const verbs = ['get', 'list', 'create', 'patch', 'delete', 'update'] as const;
const right: fc.Arbitrary<Right> = fc
  .record({
    verb: fc.constantFrom(...verbs),
    kind: fc.constantFrom(['', 'pods'], ['', 'pods/eviction'], ['', 'configmaps'], ['apps', 'deployments'], ['apps', 'deployments/scale'], ['', 'nodes']),
    namespace: fc.constantFrom(undefined, 'shop', 'bank'),
    name: fc.constantFrom(undefined, 'a', 'b'),
  })
  .map(({ verb, kind: [group = '', resource = ''], namespace, name }) => ({
    verb,
    group,
    resource,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  }));

/** As the API judges. Source: Kubernetes docs, "Using RBAC Authorization": a create has no name, and a list is of all. */
const allows = (rules: readonly Rule[], { verb, group, resource, name }: Right): boolean => {
  const asked = verb === 'list' || (verb === 'create' && !resource.includes('/')) ? undefined : name;
  return rules.some(
    (rule) =>
      rule.apiGroups.includes(group) &&
      rule.resources.includes(resource) &&
      rule.verbs.includes(verb) &&
      (rule.resourceNames === undefined || (asked !== undefined && rule.resourceNames.includes(asked))),
  );
};
const rulesIn = (rights: readonly Right[], namespace: string | undefined): readonly Rule[] => {
  const { namespaced, cluster } = rolesFor(rights);
  return namespace === undefined ? cluster : (namespaced.find((one) => one.namespace === namespace)?.rules ?? []);
};
/** Everything that rules allow, one by one; of all objects where no name is said. */
const unfolded = (rules: readonly Rule[], namespace: string | undefined): readonly Right[] =>
  rules.flatMap(({ apiGroups: [group], resources, resourceNames, verbs: may }) =>
    resources.flatMap((resource) =>
      may.flatMap((verb) =>
        (resourceNames ?? [undefined]).map((name) => ({
          verb,
          group,
          resource,
          ...(namespace === undefined ? {} : { namespace }),
          ...(name === undefined ? {} : { name }),
        })),
      ),
    ),
  );
const places = [undefined, 'shop', 'bank'] as const;

describe('the roles of rights', () => {
  test('allow every one of them, where it is needed', () => {
    fc.assert(
      fc.property(fc.array(right), (rights) => {
        for (const one of rights) expect(allows(rulesIn(rights, one.namespace), one)).toBe(true);
      }),
    );
  });

  test('allow nothing else', () => {
    fc.assert(
      fc.property(fc.array(right), (rights) => {
        for (const place of places) {
          for (const one of unfolded(rulesIn(rights, place), place)) {
            const asked = rights.filter(
              ({ verb, group, resource, namespace }) => verb === one.verb && group === one.group && resource === one.resource && namespace === place,
            );
            const forAll = asked.some((each) => each.name === undefined || each.verb === 'list' || (each.verb === 'create' && !each.resource.includes('/')));
            expect(one.name === undefined ? forAll : asked.some(({ name }) => name === one.name)).toBe(true);
          }
        }
      }),
    );
  });

  test('say nothing twice, have no wildcard, and do not depend on order', () => {
    fc.assert(
      fc.property(fc.array(right), (rights) => {
        expect(rolesFor(rights.toReversed())).toEqual(rolesFor([...rights, ...rights]));
        expect(JSON.stringify(rolesFor(rights))).not.toContain('*');
        for (const place of places) {
          const said = unfolded(rulesIn(rights, place), place).map((one) => JSON.stringify(one));
          expect(new Set(said).size).toBe(said.length);
        }
      }),
    );
  });

  test.each([
    [{ verb: 'get', group: '', resource: 'secrets', namespace: 'shop' }, 'no fault may get secrets'],
    [{ verb: 'list', group: '', resource: '*' }, 'no fault may list *'],
    [{ verb: 'get', group: '*', resource: 'pods' }, 'no fault may get pods'],
  ] as const)('are not made of %j', (wrong, message) => {
    expect(() => rolesFor([wrong])).toThrow(message);
  });

  test('read as people would write them', () => {
    const at = { group: '', namespace: 'shop' } as const;
    const rights: readonly Right[] = [
      { verb: 'list', resource: 'pods', ...at },
      { verb: 'delete', resource: 'pods', ...at },
      { verb: 'get', resource: 'configmaps', name: 'b', ...at },
      { verb: 'get', resource: 'configmaps', name: 'a', ...at },
      { verb: 'list', resource: 'services', ...at },
      { verb: 'delete', resource: 'services', ...at },
      { verb: 'patch', group: '', resource: 'nodes', name: 'node-1' },
    ];
    expect(rolesFor(rights)).toEqual({
      namespaced: [
        {
          namespace: 'shop',
          rules: [
            { apiGroups: [''], resources: ['configmaps'], resourceNames: ['a', 'b'], verbs: ['get'] },
            { apiGroups: [''], resources: ['pods', 'services'], verbs: ['list', 'delete'] },
          ],
        },
      ],
      cluster: [{ apiGroups: [''], resources: ['nodes'], resourceNames: ['node-1'], verbs: ['patch'] }],
    });
  });
});
