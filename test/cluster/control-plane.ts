/** The control plane on its machine: etcd, API server, controller manager, scheduler, and a kube-proxy for whoever comes in through the forwarders. */
import { join } from 'node:path';
import { onNetworkOf, start, type Machine } from './machine.ts';
import { allPods, control, services, type Places } from './places.ts';
import { makePki, pkiFolder, writeKubeconfig } from './pki.ts';
import { kube } from './programs.ts';
import { within } from './wait.ts';

export const apiInside = `https://${control.address}:${control.port}`;
export const insideKubeconfig = (places: Places, user: string): string => join(pkiFolder(places), `${user}.kubeconfig`);
const etcd = 'http://127.0.0.1:2379';
const etcdPeers = 'http://127.0.0.1:2380';

/** A node that says nothing is NotReady after twelve seconds, and its pods go half a minute later: quicker than the usual forty and three hundred, for tests. */
const silence = ['--node-monitor-period=2s', '--node-monitor-grace-period=12s'];
const eviction = ['--default-not-ready-toleration-seconds=30', '--default-unreachable-toleration-seconds=30'];

export async function startControlPlane(places: Places, machine: Machine): Promise<void> {
  await makePki(places);
  for (const user of ['admin', 'kube-controller-manager', 'kube-scheduler'])
    writeKubeconfig(places, insideKubeconfig(places, user), { user, server: apiInside });
  start(machine, 'etcd', etcdArgs(places));
  const answers = (url: string, ...options: string[]): Promise<string> => onNetworkOf(machine, ['curl', '-fsS', '-m', '2', ...options, url]);
  await within(30_000, 'etcd', async () => (await answers(`${etcd}/health`)) !== '');
  start(machine, 'kube-apiserver', apiServerArgs(places));
  const pki = pkiFolder(places);
  const asAdmin = ['--cacert', join(pki, 'ca.crt'), '--cert', join(pki, 'admin.crt'), '--key', join(pki, 'admin.key')];
  await within(60_000, `the API server (${machine.folder}/log/kube-apiserver.log)`, async () => (await answers(`${apiInside}/readyz`, ...asAdmin)) === 'ok');
  start(machine, 'kube-controller-manager', [...componentArgs(places, 'kube-controller-manager', control.port + 1), ...managerArgs(places), ...silence]);
  start(machine, 'kube-scheduler', componentArgs(places, 'kube-scheduler', control.port + 2));
  // It needs some node's name to be content; which Services it serves does not depend on it.
  start(machine, 'kube-proxy', proxyArgs(places, 'node-1'));
}

/** Also for the nodes, each of which has one. */
export const proxyArgs = (places: Places, node: string): string[] => [
  kube,
  'kube-proxy',
  `--kubeconfig=${insideKubeconfig(places, 'admin')}`,
  '--proxy-mode=iptables',
  `--cluster-cidr=${allPods}`,
  `--hostname-override=${node}`,
  '--metrics-bind-address=127.0.0.1:10249',
  '--healthz-bind-address=127.0.0.1:10256',
  // The kernel has these once for all network namespaces, and they are the machine's underneath.
  '--conntrack-max-per-core=0',
  '--conntrack-tcp-timeout-established=0',
  '--conntrack-tcp-timeout-close-wait=0',
];

const etcdArgs = (places: Places): string[] => [
  kube,
  'etcd',
  '--name=default',
  `--data-dir=${join(places.folder, 'etcd')}`,
  '--unsafe-no-fsync', // it starts empty every time
  '--log-level=warn',
  `--listen-client-urls=${etcd}`,
  `--advertise-client-urls=${etcd}`,
  `--listen-peer-urls=${etcdPeers}`,
  `--initial-advertise-peer-urls=${etcdPeers}`,
  `--initial-cluster=default=${etcdPeers}`,
];

function apiServerArgs(places: Places): string[] {
  const pki = pkiFolder(places);
  return [
    kube,
    'kube-apiserver',
    `--etcd-servers=${etcd}`,
    '--bind-address=0.0.0.0',
    `--advertise-address=${control.address}`,
    `--secure-port=${control.port}`,
    '--kubelet-preferred-address-types=InternalIP',
    `--tls-cert-file=${pki}/apiserver.crt`,
    `--tls-private-key-file=${pki}/apiserver.key`,
    `--client-ca-file=${pki}/ca.crt`,
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${pki}/sa.pub`,
    `--service-account-signing-key-file=${pki}/sa.key`,
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    `--service-cluster-ip-range=${services}`,
    '--allow-privileged=true',
    `--kubelet-client-certificate=${pki}/admin.crt`,
    `--kubelet-client-key=${pki}/admin.key`,
    `--kubelet-certificate-authority=${pki}/ca.crt`,
    // Nobody serves an API group of their own here; without these the other components complain every second.
    `--requestheader-client-ca-file=${pki}/ca.crt`,
    '--requestheader-allowed-names=aggregator',
    '--requestheader-username-headers=X-Remote-User',
    ...eviction,
  ];
}

function componentArgs(places: Places, name: string, port: number): string[] {
  const config = insideKubeconfig(places, name);
  const who = ['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'].map((option) => `--${option}=${config}`);
  return [kube, name, ...who, '--bind-address=127.0.0.1', `--secure-port=${port}`, '--leader-elect=false'];
}

function managerArgs(places: Places): string[] {
  const pki = pkiFolder(places);
  return [
    '--use-service-account-credentials=true',
    `--service-account-private-key-file=${pki}/sa.key`,
    `--root-ca-file=${pki}/ca.crt`,
    `--cluster-signing-cert-file=${pki}/ca.crt`,
    `--cluster-signing-key-file=${pki}/ca.key`,
    `--client-ca-file=${pki}/ca.crt`,
    // At its usual rate every new namespace waits five seconds for its ServiceAccount.
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
    `--flex-volume-plugin-dir=${join(places.folder, 'flex')}`,
  ];
}
