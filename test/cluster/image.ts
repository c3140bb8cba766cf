/** An image of one layer, made of files, written as an archive that containerd imports: no registry, no engine. Format: OCI image layout 1.0. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { tar, type TarFile } from './tar.ts';

export interface Image {
  /** `localhost/name:tag`. Pods must say `imagePullPolicy: Never`. */
  readonly name: string;
  readonly files: readonly TarFile[];
  /** Folders that anyone may write to, e.g. `tmp`. */
  readonly folders?: readonly string[];
  readonly entrypoint: readonly string[];
  readonly cmd?: readonly string[];
  readonly workingDir?: string;
  /** `uid:gid`; root where absent. */
  readonly user?: string;
  /** `NAME=value`, besides PATH. */
  readonly env?: readonly string[];
}

interface Blob {
  readonly data: readonly Buffer[];
  readonly descriptor: { readonly mediaType: string; readonly digest: string; readonly size: number };
}

const kind = (name: string): string => `application/vnd.oci.image.${name}`;
const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';

export function writeImage(image: Image, path: string): void {
  // Not compressed: it is read on this machine, moments later.
  const layer = blob(kind('layer.v1.tar'), tar(image.files, image.folders));
  const config = blob(kind('config.v1+json'), json(configOf(image, layer.descriptor.digest)));
  const manifest = blob(
    kind('manifest.v1+json'),
    json({ schemaVersion: 2, mediaType: kind('manifest.v1+json'), config: config.descriptor, layers: [layer.descriptor] }),
  );
  const annotations = { 'io.containerd.image.name': image.name, 'org.opencontainers.image.ref.name': image.name.split(':').at(-1) ?? 'latest' };
  const files = [
    { path: 'oci-layout', data: json({ imageLayoutVersion: '1.0.0' }) },
    { path: 'index.json', data: json({ schemaVersion: 2, manifests: [{ ...manifest.descriptor, annotations }] }) },
    ...[layer, config, manifest].map(({ data, descriptor }) => ({ path: `blobs/${descriptor.digest.replace(':', '/')}`, data })),
  ];
  const file = openSync(path, 'w');
  try {
    for (const piece of tar(files.map(({ path: name, data }) => ({ path: name, data: Buffer.concat(data) })))) writeFileSync(file, piece);
  } finally {
    closeSync(file);
  }
}

const configOf = ({ entrypoint, cmd = [], workingDir = '/', user = '', env = [] }: Image, diff: string): object => ({
  architecture,
  os: 'linux',
  config: { Entrypoint: entrypoint, Cmd: cmd, WorkingDir: workingDir, User: user, Env: ['PATH=/usr/local/bin:/usr/bin:/bin', ...env] },
  rootfs: { type: 'layers', diff_ids: [diff] },
});

const json = (value: unknown): Buffer[] => [Buffer.from(JSON.stringify(value))];

function blob(mediaType: string, data: readonly Buffer[]): Blob {
  const hash = createHash('sha256');
  for (const piece of data) hash.update(piece);
  return { data, descriptor: { mediaType, digest: `sha256:${hash.digest('hex')}`, size: data.reduce((sum, piece) => sum + piece.length, 0) } };
}
