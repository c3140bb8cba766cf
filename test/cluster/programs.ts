/** What a cluster is made of: programs built once into the cache, and Debian's. */
import { delimiter, join } from 'node:path';
import { executable } from '../system.ts';
import { cache } from './places.ts';

/** The versions are also those of go/go.mod, dns/go.mod and .ci/provision, which builds them; a test holds them together. */
export const versions = { kube: '1.36.3', router: '2.1.0', coredns: '1.15.0' };

/** etcd, API server, controller manager, scheduler, kubelet and kube-proxy in one binary; the first argument says which. */
export const kube = join(cache, `kube-${versions.kube}`);
export const router = join(cache, `kube-router-${versions.router}`);
export const coredns = join(cache, `coredns-${versions.coredns}`);

const plugins = '/usr/lib/cni';
const system = [
  'containerd',
  'containerd-shim-runc-v2',
  'ctr',
  'runc',
  'iptables',
  'ipset',
  'conntrack',
  'ip',
  'openssl',
  'unshare',
  'nsenter',
  'flock',
  'busybox',
];
const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];

/** What is not here and how it gets here, in one sentence; `undefined` where nothing is missing. */
export function missing(): string | undefined {
  if (process.platform !== 'linux') return 'a cluster of plain processes needs Linux; set KUBECONFIG and FIREDRILL_TEST_CONTEXT to use another one';
  const built = [kube, router, coredns].filter((path) => !executable(path));
  const installed = system.filter((name) => !folders.some((folder) => executable(join(folder, name))));
  if (!executable(join(plugins, 'ptp'))) installed.push(`${plugins}/ptp`);
  const absent = [...built, ...installed];
  return absent.length === 0
    ? undefined
    : `${absent.join(', ')} not installed: .ci/provision cluster (needs Go and apt-get; some eight minutes the first time)`;
}
