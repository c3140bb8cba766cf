/** The images of the cluster, of files that this machine has anyway. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { root } from '../../experiments/shop/layout.ts';
import { writeImage } from './image.ts';
import { coredns } from './programs.ts';
import type { TarFile } from './tar.ts';

const file = (path: string, from: string, mode = 0o755): TarFile => ({ path, data: readFileSync(from), mode });

/** What holds a pod's namespaces: it waits, and nothing else. */
export function pauseImage(tar: string): void {
  writeImage({ name: 'localhost/pause:1', files: [file('bin/sleep', '/bin/busybox')], entrypoint: ['/bin/sleep', '2147483647'] }, tar);
}

export function dnsImage(tar: string): void {
  writeImage({ name: 'localhost/coredns:1', files: [file('coredns', coredns)], entrypoint: ['/coredns'] }, tar);
}

/** A shell, a web server and a client, for the pods of tests. Busybox has no `wget` here: linked statically it cannot look up names. */
export async function toolsImage(tar: string): Promise<void> {
  const names = ['sleep', 'httpd', 'nc', 'cat', 'echo', 'ls', 'nslookup', 'touch', 'kill', 'ps', 'true', 'false', 'hostname'];
  // One binary and wrappers, since links are not worth a tar writer's while.
  const wrappers = names.map((name) => ({ path: `bin/${name}`, data: Buffer.from(`#!/bin/sh\nexec /bin/busybox ${name} "$@"\n`), mode: 0o755 }));
  const files = [file('bin/busybox', '/bin/busybox'), file('bin/sh', '/bin/busybox'), ...wrappers, ...(await linked('bin/curl', '/usr/bin/curl')), ...users];
  writeImage({ name: 'localhost/tools:1', files, folders: ['tmp', 'www'], entrypoint: ['/bin/sh'] }, tar);
}

/** The demo shop, with the packages it needs, Node.js, and what a drill that ends its first process has to run. */
export async function shopImage(tar: string): Promise<void> {
  const shop = folder('experiments/shop').filter(({ path }) => path.endsWith('.ts'));
  const packages = packagesFor(['cockatiel', 'prom-client', 'undici', 'zod']).flatMap((name) => folder(join('node_modules', name)));
  const app = [...shop, ...packages, { path: 'package.json', data: readFileSync(join(root, 'package.json')) }].map((each) => ({
    ...each,
    path: `app/${each.path}`,
  }));
  const files = [...(await nodeFiles()), file('bin/cat', '/bin/busybox'), file('bin/kill', '/bin/busybox'), ...app];
  const entrypoint = ['/usr/local/bin/node'];
  writeImage({ name: 'localhost/firedrill-shop:1', files, folders: ['tmp'], entrypoint, workingDir: '/app', user: '1000:1000' }, tar);
}

const users: readonly TarFile[] = [
  { path: 'etc/passwd', data: Buffer.from('root:x:0:0::/:/bin/sh\nnode:x:1000:1000::/tmp:/bin/sh\n') },
  { path: 'etc/group', data: Buffer.from('root:x:0:\nnode:x:1000:\n') },
];

/** Node.js as it runs here. */
export const nodeFiles = async (): Promise<TarFile[]> => [...(await linked('usr/local/bin/node', process.execPath)), ...users];

/** A program with the shared libraries it asks for, which an image without a distribution does not have. */
async function linked(path: string, from: string): Promise<TarFile[]> {
  const { stdout } = await execa('ldd', [from]);
  const libraries = [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, library = '']) => library);
  return [file(path, from), ...libraries.map((library) => file(library.slice(1), library))];
}

/** These packages and all that they need, by what stands at the top of node_modules. */
export function packagesFor(names: readonly string[], found = new Set<string>()): string[] {
  for (const name of names) {
    if (found.has(name)) continue;
    found.add(name);
    const { dependencies = {} } = manifest.parse(JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')));
    packagesFor(Object.keys(dependencies), found);
  }
  return [...found];
}

const manifest = z.object({ dependencies: z.record(z.string(), z.string()).optional() });

/** Every file below a folder of the checkout, by its path in the checkout. */
export function folder(path: string): TarFile[] {
  const entries = readdirSync(join(root, path), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return paths.map((each) => ({ path: relative(root, each), data: readFileSync(each), mode: statSync(each).mode & 0o111 ? 0o755 : 0o644 }));
}
