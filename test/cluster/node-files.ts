/** What a node's programs read: containerd, its pod network, and the kubelet. Everything lies in the node's folder, or in its own /run. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiInside } from './control-plane.ts';
import { pkiFolder, writeKubeconfig } from './pki.ts';
import { dnsService, type NodePlace, type Places } from './places.ts';

export const nodeFolder = (places: Places, { name }: NodePlace): string => join(places.folder, name);
/** Seen from outside too, which is how images get in. */
export const containerdSocket = (places: Places, node: NodePlace): string => join(nodeFolder(places, node), 'containerd.sock');

export function writeNodeFiles(places: Places, node: NodePlace): void {
  const folder = nodeFolder(places, node);
  mkdirSync(join(folder, 'cni'), { recursive: true });
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  writeFileSync(join(folder, 'containerd.toml'), containerd(folder));
  writeFileSync(join(folder, 'cni', '10-pods.conflist'), json(podNetwork(node)));
  writeFileSync(join(folder, 'kubelet.yaml'), json(kubelet(places, node)));
  writeFileSync(join(folder, 'resolv.conf'), ''); // of pods that ask for the node's names: there are none
  writeKubeconfig(places, join(folder, 'kubeconfig'), { user: node.name, server: apiInside });
}

// What containerd must not find after a power cut (who runs, mounts) is in /run, as on any machine.
const containerd = (folder: string): string => `version = 2
root = "${folder}/containerd"
state = "/run/containerd"
[grpc]
  address = "${folder}/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "${folder}/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  stream_server_port = "0"
  netns_mounts_under_state_dir = true
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${folder}/cni"
`;

/** A cable from every pod to its node, and everything routed: also what two pods of one node say to each other passes the packet filter. */
const podNetwork = ({ pods }: NodePlace): unknown => ({
  cniVersion: '1.0.0',
  name: 'pods',
  plugins: [
    {
      type: 'ptp',
      ipMasq: false,
      ipam: { type: 'host-local', dataDir: '/run/cni-addresses', ranges: [[{ subnet: pods }]], routes: [{ dst: '0.0.0.0/0' }] },
    },
    { type: 'portmap', capabilities: { portMappings: true } },
  ],
});

function kubelet(places: Places, node: NodePlace): unknown {
  const [folder, pki] = [nodeFolder(places, node), pkiFolder(places)];
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    readOnlyPort: 0,
    healthzPort: 0,
    authentication: { anonymous: { enabled: false }, x509: { clientCAFile: join(pki, 'ca.crt') }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    containerRuntimeEndpoint: `unix://${containerdSocket(places, node)}`,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `${places.cgroup}/${node.name}`,
    cgroupsPerQOS: true,
    enforceNodeAllocatable: [],
    failSwapOn: false,
    failCgroupV1: false,
    podCIDR: node.pods,
    clusterDNS: [dnsService],
    clusterDomain: 'cluster.local',
    resolvConf: join(folder, 'resolv.conf'),
    tlsCertFile: join(pki, `${node.name}.crt`),
    tlsPrivateKeyFile: join(pki, `${node.name}.key`),
    nodeStatusUpdateFrequency: '4s',
    nodeLeaseDurationSeconds: 8,
    // A full disk of the machine underneath is not this node's fault.
    evictionHard: { 'memory.available': '50Mi' },
    imageGCHighThresholdPercent: 100,
    podLogsDir: join(folder, 'pod-logs'),
    volumePluginDir: join(folder, 'flex'),
  };
}
