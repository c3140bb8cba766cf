/** Certificates of one cluster, made anew each time it comes up: an authority, the API server's, and one a client. Keys by Node, signatures by openssl. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { control, firstService, type NodePlace, type Places } from './places.ts';

export const pkiFolder = (places: Places): string => join(places.folder, 'pki');

interface Certificate {
  readonly name: string;
  readonly subject: string;
  readonly extensions: readonly string[];
}

const client = ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=clientAuth'];
const names = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local', 'localhost'];
const addresses = ['127.0.0.1', control.address, firstService];
const alternatives = [...names.map((name) => `DNS:${name}`), ...addresses.map((address) => `IP:${address}`)].join(',');

const certificates: readonly Certificate[] = [
  {
    name: 'apiserver',
    subject: '/CN=kube-apiserver',
    extensions: ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=serverAuth', `subjectAltName=${alternatives}`],
  },
  { name: 'admin', subject: '/O=system:masters/CN=kubernetes-admin', extensions: client },
  { name: 'kube-controller-manager', subject: '/CN=system:kube-controller-manager', extensions: client },
  { name: 'kube-scheduler', subject: '/CN=system:kube-scheduler', extensions: client },
];

export async function makePki(places: Places): Promise<void> {
  const folder = pkiFolder(places);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'openssl.cnf'), '[req]\ndistinguished_name=dn\n[dn]\n');
  const authority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign,digitalSignature'];
  await sign(folder, { name: 'ca', subject: '/CN=firedrill-cluster', extensions: authority }, []);
  await Promise.all(certificates.map((one) => signed(folder, one)));
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  writeFileSync(join(folder, 'sa.key'), privateKey, { mode: 0o600 });
  writeFileSync(join(folder, 'sa.pub'), publicKey);
}

/** A kubelet's: it is a client of the API server, and serves logs and exec. */
export async function makeNodeCertificate(places: Places, { name, address }: NodePlace): Promise<void> {
  const extensions = ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=clientAuth,serverAuth', `subjectAltName=DNS:${name},IP:${address}`];
  await signed(pkiFolder(places), { name, subject: `/O=system:nodes/CN=system:node:${name}`, extensions });
}

const signed = (folder: string, certificate: Certificate): Promise<void> =>
  sign(folder, certificate, ['-CA', join(folder, 'ca.crt'), '-CAkey', join(folder, 'ca.key')]);

async function sign(folder: string, { name, subject, extensions }: Certificate, by: readonly string[]): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
  });
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  writeFileSync(key, privateKey, { mode: 0o600 });
  const added = extensions.flatMap((extension) => ['-addext', extension]);
  await execa('openssl', [
    'req',
    '-x509',
    '-new',
    '-config',
    join(folder, 'openssl.cnf'),
    '-key',
    key,
    '-subj',
    subject,
    '-days',
    '365',
    ...by,
    ...added,
    '-out',
    certificate,
  ]);
}

/** Writes a kubeconfig for the one whom a certificate names, readable by its owner alone. */
export function writeKubeconfig(places: Places, path: string, { user, server, context = 'local' }: { user: string; server: string; context?: string }): void {
  const folder = pkiFolder(places);
  const data = (file: string): string => readFileSync(join(folder, file)).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: context, cluster: { server, 'certificate-authority-data': data('ca.crt') } }],
    users: [{ name: user, user: { 'client-certificate-data': data(`${user}.crt`), 'client-key-data': data(`${user}.key`) } }],
    contexts: [{ name: context, context: { cluster: context, user } }],
    'current-context': context,
  };
  writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
}
