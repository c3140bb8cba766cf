import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { flagFile, helm, jobOf, one, template, valuesOf, type Manifest, type Values } from './helm.ts';

const rules = [
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'delete'] },
  { apiGroups: ['apps'], resources: ['deployments/scale'], resourceNames: ['storefront'], verbs: ['patch'] },
];
const nodes = [{ apiGroups: [''], resources: ['nodes'], resourceNames: ['node-1'], verbs: ['get', 'patch'] }];
const kinds = (all: readonly Manifest[]): readonly string[] => all.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
const refused = (values: Values): string => {
  try {
    template(values);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return '';
};
const inRules = (change: Values): Values => valuesOf({ access: [{ namespace: 'shop', rules: [{ ...rules[0], ...change }] }] });

describe.skipIf(helm === undefined)('what the chart grants', () => {
  const all = template(
    valuesOf(
      { access: [{ namespace: 'shop', rules }], clusterAccess: nodes, restoring: { access: [{ namespace: 'shop', rules: [rules[1]] }], clusterAccess: nodes } },
      {
        sweeper: {
          access: [
            { namespace: 'shop', rules: [rules[1], rules[0]] },
            { namespace: 'bank', rules: [rules[0]] },
          ],
        },
      },
    ),
  );

  test('an experiment has an account of its own, with exactly the rights that were said, in the namespace that was said', () => {
    expect(one(all, 'Role', 'tools-fd-flag')).toMatchObject({ metadata: { namespace: 'shop' }, rules });
    expect(one(all, 'RoleBinding', 'tools-fd-flag')).toMatchObject({
      metadata: { namespace: 'shop' },
      roleRef: { kind: 'Role', name: 'tools-fd-flag' },
      subjects: [{ kind: 'ServiceAccount', name: 'fd-flag', namespace: 'tools' }],
    });
    expect(jobOf(one(all, 'CronJob', 'fd-flag')).template.spec.serviceAccountName).toBe('fd-flag');
    expect(one(all, 'ClusterRole', 'tools-fd-flag').rules).toEqual(nodes);
    expect(one(all, 'ClusterRoleBinding', 'tools-fd-flag').subjects).toEqual([{ kind: 'ServiceAccount', name: 'fd-flag', namespace: 'tools' }]);
  });

  test('the sweeper has what restoring needs, of all experiments together, each rule once', () => {
    const roles = all.filter(({ kind, metadata }) => kind === 'Role' && metadata.name === 'tools-fd-sweeper');
    expect(roles.map(({ metadata, rules: granted }) => [metadata.namespace, granted])).toEqual([
      ['bank', [rules[0]]],
      ['shop', [rules[1], rules[0]]],
    ]);
    expect(one(all, 'ClusterRole', 'tools-fd-sweeper').rules).toEqual(nodes);
    expect(jobOf(one(all, 'CronJob', 'fd-sweeper')).template.spec.serviceAccountName).toBe('fd-sweeper');
  });

  test('where nothing is said, nothing is granted', () => {
    const bare = template(valuesOf());
    expect(kinds(bare).filter((name) => /Role/.test(name))).toEqual([]);
    expect(kinds(bare)).toContain('ServiceAccount fd-flag');
  });

  test.each([
    ['verbs', ['*'], "at '/experiments/flag/access/0/rules/0/verbs/0': value must be one of 'get', 'list', 'watch', 'create', 'update', 'patch', 'delete'"],
    ['verbs', ['escalate'], 'value must be one of'],
    ['resources', ['*'], "at '/experiments/flag/access/0/rules/0/resources/0': '*' does not match pattern"],
    ['resources', ['pods/*'], "'pods/*' does not match pattern"],
    ['apiGroups', ['*'], "at '/experiments/flag/access/0/rules/0/apiGroups/0': '*' does not match pattern"],
    ['resourceNames', [], 'minItems: got 0, want 1'],
    ['nonResourceURLs', ['/metrics'], "additional properties 'nonResourceURLs' not allowed"],
    ['resources', ['secrets'], 'Cannot grant secrets to flag: no drill needs that. Take it out of its access; firedrill rbac <file> prints what it needs.'],
    ['resources', ['rolebindings'], 'Cannot grant rolebindings to flag: no drill needs that.'],
  ])('a rule with %s %j is refused', (key, value, message) => {
    expect(refused(inRules({ [key]: value }))).toContain(message);
  });

  test('the sweeper runs every minute, and one that hangs keeps no other from it', () => {
    const sweeper = one(all, 'CronJob', 'fd-sweeper');
    expect(sweeper.spec).toMatchObject({
      schedule: '* * * * *',
      concurrencyPolicy: 'Allow',
      jobTemplate: { spec: { backoffLimit: 0, activeDeadlineSeconds: 300 } },
    });
    expect(jobOf(sweeper).template.spec.containers[0]?.args).toEqual(['sweep', '--environment', 'sweeper']);
  });

  test('the sweeper has as long as the faults of any experiment may take to be restored', () => {
    const times = (limit: string, more: Values = {}) => {
      const file = flagFile.replace('restore: 10s', `restore: ${limit}`);
      const sweeper = one(template(valuesOf({ file, restoring: { access: [{ namespace: 'shop', rules }] }, ...more })), 'CronJob', 'fd-sweeper');
      const { activeDeadlineSeconds, template: pod } = jobOf(sweeper);
      return [activeDeadlineSeconds, pod.spec.terminationGracePeriodSeconds];
    };
    expect(times('10s')).toEqual([300, 120]);
    expect(times('8m')).toEqual([720, 540]);
    expect(times('"${var:for}"', { terminationGracePeriodSeconds: 400 })).toEqual([640, 460]);
  });

  test('the sweeper looks where it may restore, and is not there where it may do so nowhere', () => {
    const config: unknown = parse(one(all, 'ConfigMap', 'fd-sweeper').data?.['firedrill.config.yaml'] ?? '');
    expect(config).toEqual({
      environments: { sweeper: { production: false, contexts: { 'in-cluster': 'https://kubernetes.default.svc' }, namespaces: ['bank', 'shop'] } },
    });
    expect(jobOf(one(all, 'CronJob', 'fd-sweeper')).template.spec.volumes).toContainEqual({ name: 'config', configMap: { name: 'fd-sweeper' } });
    const restoring = { access: [{ namespace: 'shop', rules }] };
    expect(kinds(template(valuesOf({ restoring })))).toContain('CronJob fd-sweeper');
    expect(kinds(template(valuesOf()))).not.toContain('CronJob fd-sweeper');
    expect(kinds(template(valuesOf({ restoring }, { sweeper: { enabled: false } }))).filter((name) => name.includes('sweeper'))).toEqual([]);
  });

  test('the chart is not removed from under a fault: a look with the account of the sweeper goes before', () => {
    const look = one(all, 'Job', 'fd-removal');
    expect(look.metadata.annotations).toMatchObject({ 'helm.sh/hook': 'pre-delete' });
    expect(jobOf(look)).toMatchObject({ backoffLimit: 0, template: { spec: { serviceAccountName: 'fd-sweeper' } } });
    expect(kinds(template(valuesOf()))).not.toContain('Job fd-removal');
  });

  test('a runner is called by nobody, and calls DNS, the API server and what was said', () => {
    const said = [{ to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }], ports: [{ port: 8080 }] }];
    const policies = template(valuesOf({ egress: said }, { networkPolicy: { apiServer: { cidrs: ['10.0.0.1/32'], ports: [6443] } } }));
    expect(one(policies, 'NetworkPolicy', 'fd-base').spec).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'firedrill', 'app.kubernetes.io/instance': 'fd' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [],
      egress: [
        {
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
        },
        { to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: [{ port: 6443, protocol: 'TCP' }] },
      ],
    });
    expect(one(policies, 'NetworkPolicy', 'fd-flag').spec).toMatchObject({
      podSelector: { matchLabels: { 'firedrill.dev/experiment': 'flag' } },
      policyTypes: ['Egress'],
      egress: said,
    });
    expect(kinds(template(valuesOf({ egress: said }, { networkPolicy: { enabled: false } }))).filter((name) => name.startsWith('NetworkPolicy'))).toEqual([]);
  });
});

describe.skipIf(helm === undefined)('values that the chart refuses', () => {
  const cases: readonly (readonly [string, Values, string])[] = [
    ['a key that is none', valuesOf({ schedul: '* * * * *' }), "at '/experiments/flag': additional properties 'schedul' not allowed"],
    ['no image', { ...valuesOf(), image: {} }, "at '/image/repository': minLength: got 0, want 1"],
    ['a repository with a tag', { ...valuesOf(), image: { repository: 'firedrill:1' } }, "'firedrill:1' does not match pattern"],
    ['no environment', { ...valuesOf(), config: {} }, "at '/config/environments': minProperties: got 0, want 1"],
    ['no file', valuesOf({ file: '' }), "at '/experiments/flag/file': minLength: got 0, want 1"],
    ['a schedule with a time zone in it', valuesOf({ schedule: 'TZ=Europe/Berlin 0 10 * * 2' }), "at '/experiments/flag/schedule'"],
    ['a schedule that is none', valuesOf({ schedule: 'tuesdays' }), "'tuesdays' does not match pattern"],
    [
      'a limit on the disk, for which pods are evicted',
      valuesOf({}, { resources: { limits: { 'ephemeral-storage': '1Gi' } } }),
      "at '/resources/limits/ephemeral-storage': false schema",
    ],
    ['root', valuesOf({}, { runAsUser: 0 }), "at '/runAsUser': minimum: got 0, want 1"],
    ['a file that is no YAML', valuesOf({ file: 'kind: [' }), 'Cannot read experiment flag: '],
    [
      'a file that is no experiment',
      valuesOf({ file: 'kind: Deployment' }),
      'Cannot read experiment flag: its file does not say kind: Experiment. Give experiments.flag.file the text',
    ],
    [
      'a name that the chart needs',
      { ...valuesOf(), experiments: { sweeper: { file: flagFile } } },
      'Cannot name an experiment sweeper: the chart has something of that name.',
    ],
    [
      'a name too long',
      { ...valuesOf(), experiments: { ['x'.repeat(50)]: { file: flagFile } } },
      'it has 53 characters, and a CronJob has room for 52. Choose a shorter release or experiment name.',
    ],
  ];
  test.each(cases)('%s', (_, values, message) => {
    expect(refused(values)).toContain(message);
  });
});
