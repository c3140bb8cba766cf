/** A tar archive (POSIX.1-1988, ustar) of regular files, in pieces. The same files give the same bytes, whoever made them and whenever. */
export interface TarFile {
  /** Without a leading slash. */
  readonly path: string;
  readonly data: Buffer;
  readonly mode?: number;
}

const block = 512;

/** Folders above the files are made as needed; `folders` are made besides, writable for everyone. */
export function tar(files: readonly TarFile[], folders: readonly string[] = []): Buffer[] {
  const above = new Set(files.flatMap(({ path }) => parents(path)));
  const heads = [...above].sort().map((path) => header({ path: `${path}/`, size: 0, mode: 0o755, type: '5' }));
  const open = folders.map((path) => header({ path: `${path}/`, size: 0, mode: 0o1777, type: '5' }));
  const bodies = files.flatMap(({ path, data, mode = 0o644 }) => [header({ path, size: data.length, mode, type: '0' }), data, padding(data.length)]);
  return [...heads, ...open, ...bodies, Buffer.alloc(2 * block)];
}

const padding = (size: number): Buffer => Buffer.alloc((block - (size % block)) % block);

function parents(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function header({ path, size, mode, type }: { path: string; size: number; mode: number; type: '0' | '5' }): Buffer {
  const head = Buffer.alloc(block);
  const [prefix, name] = split(path);
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
  head.write(name, 0);
  head.write(octal(mode, 8) + octal(0, 8) + octal(0, 8) + octal(size, 12) + octal(0, 12), 100);
  head.write('        ', 148); // the checksum counts itself as blanks
  head.write(type, 156);
  head.write('ustar\x0000', 257);
  head.write(prefix, 345);
  head.write(
    `${head
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return head;
}

/** The name has room for 100 bytes, what stands before a slash for another 155. */
function split(path: string): [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= 100) return ['', path];
  for (let at = path.indexOf('/'); at !== -1 && at < path.length - 1; at = path.indexOf('/', at + 1)) {
    if (at <= 155 && path.length - at - 1 <= 100) return [path.slice(0, at), path.slice(at + 1)];
  }
  throw new Error(`Cannot archive ${path}: the path is too long for tar.`);
}
