import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeImage } from './image.ts';
import { tar } from './tar.ts';

function folder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'fd-tar-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

const long = `node_modules/${'deep/'.repeat(20)}${'x'.repeat(90)}.js`;

test('another tar reads what was written, modes and long paths too', () => {
  using at = folder();
  const files = [
    { path: 'bin/run', data: Buffer.from('#!/bin/sh\n'), mode: 0o755 },
    { path: long, data: Buffer.alloc(1537, 'a') },
    { path: 'empty', data: Buffer.alloc(0) },
  ];
  writeFileSync(join(at.path, 'a.tar'), Buffer.concat(tar(files, ['tmp'])));
  execFileSync('tar', ['-xpf', 'a.tar'], { cwd: at.path });
  for (const { path, data } of files) expect(readFileSync(join(at.path, path))).toEqual(data);
  expect(statSync(join(at.path, 'bin/run')).mode & 0o777).toBe(0o755);
  expect(statSync(join(at.path, long)).mode & 0o777).toBe(0o644);
  expect(statSync(join(at.path, 'tmp')).mode & 0o7777).toBe(0o1777);
});

test('a path that tar has no room for is refused', () => {
  expect(() => tar([{ path: 'x'.repeat(101), data: Buffer.alloc(0) }])).toThrow('too long for tar');
});

test('an image of the same files is the same image', () => {
  using at = folder();
  const image = { name: 'localhost/one:1', files: [{ path: 'a', data: Buffer.from('a') }], entrypoint: ['/a'] };
  writeImage(image, join(at.path, 'one'));
  writeImage(image, join(at.path, 'other'));
  expect(readFileSync(join(at.path, 'one'))).toEqual(readFileSync(join(at.path, 'other')));
  writeImage({ ...image, entrypoint: ['/b'] }, join(at.path, 'other'));
  expect(readFileSync(join(at.path, 'one'))).not.toEqual(readFileSync(join(at.path, 'other')));
});
