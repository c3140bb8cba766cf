import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLabelQuery } from '../../../../src/domain/kubernetes/label-query.ts';
import { pods } from '../../../../src/domain/kubernetes/pods.ts';
import { selects } from '../../../../src/domain/kubernetes/selector.ts';
import { namespaces, policies } from '../../../../src/domain/kubernetes/surroundings.ts';
import { holes } from '../../../../src/injectors/kubernetes/partition/others.ts';
import { isAsMade, policySpec } from '../../../../src/injectors/kubernetes/partition/policy.ts';
import type { Cut } from '../../../../src/injectors/kubernetes/partition/undo.ts';

const meta = { name: 'x', uid: 'x', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };
const policy = (spec: object) => policies.schema.parse({ metadata: { ...meta, namespace: 'shop' }, spec });
const pod = (labels: object, ip: string, namespace = 'shop') =>
  pods.schema.parse({ metadata: { ...meta, namespace, labels }, spec: {}, status: { phase: 'Running', podIP: ip, podIPs: [{ ip }] } });
const named = (name: string) => namespaces.schema.parse({ metadata: { ...meta, name, labels: { 'kubernetes.io/metadata.name': name } } }).metadata;

const storefront = pod({ app: 'storefront' }, '10.0.0.1');
const cut = (more: Partial<Cut> = {}): Cut => ({
  pods: 'app=storefront',
  peers: { labels: 'app=payments', namespace: 'shop' },
  direction: 'both',
  dns: true,
  ...more,
});
const both = { direction: 'both', dns: false } as const;

describe('the policy that cuts', () => {
  const queries = ['app=payments', 'app in (payments,catalog),tier=back', 'app!=storefront', '!tier', 'tier'];
  const labels = fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('payments', 'catalog', 'storefront', 'back'));

  test('lets every pod through but the peers, whatever their labels, namespace and address', () => {
    fc.assert(
      fc.property(fc.constantFrom(...queries), labels, fc.constantFrom('shop', 'billing'), fc.constantFrom('10.0.0.9', 'fd00::9'), (query, some, where, ip) => {
        const selector = parseLabelQuery(query);
        const isPeer = where === 'shop' && selector !== undefined && selects(selector, some);
        const made = policy(policySpec(cut({ peers: { labels: query, namespace: 'shop' } }), isPeer ? [ip] : []));
        const found = holes([made], [storefront], { pods: [pod(some, ip, where)], namespace: named(where) }, both);
        return found.length === (isPeer ? 0 : 2);
      }),
    );
  });

  test('leaves addresses outside the cluster open', () => {
    const { ingress, egress } = policySpec(cut(), ['10.0.0.7', 'fd00::7']);
    const open = [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.7/32'] } }, { ipBlock: { cidr: '::/0', except: ['fd00::7/128'] } }];
    expect([ingress, egress]).toMatchObject([[{ from: expect.arrayContaining(open) }], [{ to: expect.arrayContaining(open) }]]);
  });

  test('of everything lets nothing through but DNS, and not that either where told so', () => {
    expect(policySpec(cut({ peers: null }), [])).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
      ingress: [],
      egress: [{ ports: [{ protocol: 'UDP', port: 53 }, { protocol: 'TCP', port: 53 }] }], // prettier-ignore
    });
    expect(policySpec(cut({ peers: null, dns: false, direction: 'egress' }), [])).toMatchObject({ policyTypes: ['Egress'], egress: [] });
  });

  test('is known again whatever the addresses of the peers are, and not when somebody has changed it', () => {
    for (const one of [cut(), cut({ peers: null }), cut({ direction: 'ingress' })]) {
      const made = policySpec(one, ['10.0.0.7', 'fd00::7']);
      expect(isAsMade(policy(made), one)).toBe(true);
      expect(isAsMade(policy({ ...made, podSelector: {} }), one)).toBe(false);
      expect(isAsMade(policy({ ...made, ingress: [{}] }), one)).toBe(false);
      expect(isAsMade(policy({ ...made, policyTypes: ['Ingress', 'Egress'], egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] }), one)).toBe(false);
    }
  });
});

describe('another policy over the same pods', () => {
  const payments = { pods: [pod({ app: 'payments' }, '10.0.0.7')], namespace: named('shop') };
  const over = { podSelector: { matchLabels: { app: 'storefront' } } };
  const ingress = (...from: object[]) => policy({ ...over, policyTypes: ['Ingress'], ingress: [{ from }] });
  const both_ = { direction: 'both', dns: true } as const;

  test.each([
    ['that allows all', policy({ ...over, policyTypes: ['Ingress'], ingress: [{}] }), true],
    ['over all pods of the namespace', policy({ podSelector: {}, ingress: [{}] }), true],
    ['over other pods', policy({ podSelector: { matchLabels: { app: 'catalog' } }, ingress: [{}] }), false],
    ['that denies', policy({ ...over, policyTypes: ['Ingress', 'Egress'] }), false],
    ['that names the peers', ingress({ podSelector: { matchLabels: { app: 'payments' } } }), true],
    ['that names others', ingress({ podSelector: { matchLabels: { app: 'catalog' } } }), false],
    ['that names their namespace', ingress({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }), true],
    ['that names another namespace', ingress({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'billing' } } }), false],
    ['that names the peers in another namespace', ingress({ namespaceSelector: { matchLabels: { x: 'y' } }, podSelector: {} }), false],
    ['that opens a range with their address', ingress({ ipBlock: { cidr: '10.0.0.0/24' } }), true],
    ['that leaves their address out', ingress({ ipBlock: { cidr: '10.0.0.0/24', except: ['10.0.0.0/29'] } }), false],
    ['that opens another range', ingress({ ipBlock: { cidr: '192.168.0.0/16' } }), false],
    ['that allows one port', policy({ ...over, policyTypes: ['Egress'], egress: [{ ports: [{ port: 80 }] }] }), true],
    ['that allows DNS', policy({ ...over, policyTypes: ['Egress'], egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] }), false],
    ['whose rules its types leave out', policy({ ...over, policyTypes: ['Ingress'], egress: [{}] }), false],
  ] as const)('%s: %#', (_, one, lets) => {
    expect(holes([one], [storefront], payments, both_).length > 0).toBe(lets);
  });

  test('counts only in the direction that is cut', () => {
    const one = policy({ ...over, policyTypes: ['Ingress'], ingress: [{}] });
    expect(holes([one], [storefront], payments, { direction: 'egress', dns: true })).toEqual([]);
    expect(holes([one], [storefront], payments, { direction: 'ingress', dns: true })).toEqual([{ policy: 'x', way: 'ingress' }]);
  });

  test('that allows anybody counts where everything is cut', () => {
    const one = ingress({ podSelector: { matchLabels: { app: 'catalog' } } });
    expect(holes([one], [storefront], undefined, both_)).toEqual([{ policy: 'x', way: 'ingress' }]);
  });

  test('that allows DNS counts where that is cut too', () => {
    const one = policy({ ...over, policyTypes: ['Egress'], egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }] });
    expect(holes([one], [storefront], undefined, both)).toEqual([{ policy: 'x', way: 'egress' }]);
  });
});
