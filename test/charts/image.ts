/** firedrill's image as the Dockerfile's last stage says it, of this machine's own files: there is no Docker here, and no registry. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { root } from '../../experiments/shop/layout.ts';
import { writeImage } from '../cluster/image.ts';
import { folder, nodeFiles, packagesFor } from '../cluster/images.ts';
import type { TarFile } from '../cluster/tar.ts';
import { copiesOf, instructionsOf, said, stagesOf, type Copy, type Stage } from './dockerfile.ts';

export const imageName = 'localhost/firedrill:test';

/** Writes it to `tar`; what is compiled goes into `scratch`. */
export async function firedrillImage(tar: string, scratch: string): Promise<void> {
  const stage = stagesOf(instructionsOf(readFileSync(join(root, 'Dockerfile'), 'utf8'))).at(-1);
  if (stage === undefined) throw new Error('Cannot make the image: the Dockerfile has no stage.');
  const dist = join(scratch, 'dist');
  // Not type-checked once more: that is what `npm run check` is for.
  await execa('tsc', ['-p', join(root, 'tsconfig.build.json'), '--outDir', dist, '--noCheck'], { preferLocal: true, localDir: root });
  const files = copiesOf(stage).flatMap((copy) => copied(copy, dist));
  writeImage(
    {
      name: imageName,
      files: [...(await nodeFiles()), ...shell, ...files],
      folders: ['tmp', ...madeFolders(stage)],
      entrypoint: list(said(stage, 'ENTRYPOINT')),
      cmd: list(said(stage, 'CMD')),
      user: said(stage, 'USER').at(-1) ?? '',
      env: said(stage, 'ENV').flatMap((rest) => rest.split(/\s+/)),
      workingDir: said(stage, 'WORKDIR').at(-1) ?? '/',
    },
    tar,
  );
}

/** Of everything that the image is made of: one that is made anew of the same is the same. */
export function imageDigest(): string {
  const files = ['src', 'bin'].flatMap((name) => folder(name));
  const single = ['Dockerfile', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'test/charts/image.ts'];
  const hash = createHash('sha256').update(process.version);
  for (const { path, data } of files) hash.update(path).update(data);
  for (const name of single) hash.update(readFileSync(join(root, name)));
  return hash.digest('hex');
}

const list = (said: readonly string[]): string[] => z.array(z.string()).parse(JSON.parse(said.at(-1) ?? '[]'));

const madeFolders = (stage: Stage): string[] =>
  said(stage, 'RUN').flatMap(
    (rest) =>
      /^mkdir -m 1777 (.*)$/
        .exec(rest)?.[1]
        ?.split(' ')
        .map((path) => path.slice(1)) ?? [],
  );

/** What a slim base brings, as far as bin/container.sh uses it. */
const shell: readonly TarFile[] = [
  { path: 'bin/sh', data: readFileSync('/bin/busybox'), mode: 0o755 },
  { path: 'bin/busybox', data: readFileSync('/bin/busybox'), mode: 0o755 },
  ...['grep', 'sleep', 'cat', 'ls', 'kill', 'ps', 'touch', 'id'].map((name) => ({
    path: `bin/${name}`,
    data: Buffer.from(`#!/bin/sh\nexec /bin/busybox ${name} "$@"\n`),
    mode: 0o755,
  })),
];

const manifest = z.object({ dependencies: z.record(z.string(), z.string()) });

function copied({ from, sources, to }: Copy, dist: string): TarFile[] {
  if (from === undefined) {
    const inside = (path: string): string => `app/${path}`;
    return sources.flatMap((source) => {
      const files = statSync(join(root, source)).isDirectory() ? folder(source) : [{ path: source, data: readFileSync(join(root, source)) }];
      return files.map((file) => ({ ...file, path: inside(file.path) }));
    });
  }
  if (to === './dist') return below(dist, 'app/dist');
  if (to !== './node_modules') throw new Error(`Cannot make the image: nobody knows how ${sources.join(' ')} is built.`);
  const { dependencies } = manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  return packagesFor(Object.keys(dependencies)).flatMap((name) => folder(join('node_modules', name)).map((file) => ({ ...file, path: `app/${file.path}` })));
}

function below(path: string, inside: string): TarFile[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: inside + file.slice(path.length), data: readFileSync(file) }));
}
