import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cannotRead, fileText } from '../../src/planning/file-text.ts';
import { findConfig } from '../../src/planning/find-config.ts';
import { readFile } from '../../src/planning/read-file.ts';
import { flag } from '../cli/firedrill.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fd-text-'));
});
afterEach(() => rm(folder, { recursive: true }));

const inFolder = (name: string): string => join(folder, name);
const latin1 = Buffer.from('hypothesis: Café hält.\n', 'latin1');

test('a file that is not there, a folder, and text that is not UTF-8 are told apart', async () => {
  await writeFile(inFolder('latin.yaml'), latin1);
  const said = (name: string): string => {
    const found = fileText(inFolder(name));
    return found.kind === 'text' ? found.text : cannotRead(name, found, 'a schedule file');
  };
  expect(said('none.yaml')).toBe('Cannot read none.yaml: there is no such file. Name a schedule file.\n');
  expect(said('latin.yaml/none.yaml')).toBe('Cannot read latin.yaml/none.yaml: there is no such file. Name a schedule file.\n');
  expect(said('.')).toBe('Cannot read .: it is a folder. Name a file in it.\n');
  expect(said('latin.yaml')).toBe('Cannot read latin.yaml: it is not UTF-8. Save it as UTF-8.\n');
});

test('an experiment is as good with a byte order mark and with the line ends of Windows', async () => {
  await writeFile(inFolder('flag.yaml'), `\uFEFF${flag.replaceAll('\n', '\r\n')}`);
  expect(await readFile(inFolder('flag.yaml'), {}, {})).toMatchObject({ kind: 'valid', warnings: '' });
});

test('a config that cannot be read is a mistake that is told, never none', async () => {
  await mkdir(inFolder('firedrill.config.yaml'));
  expect(findConfig(folder, {}, folder)).toEqual({ kind: 'invalid', text: 'Cannot read firedrill.config.yaml: it is a folder. Name a file in it.\n' });
});

test('a reference to what is no text is told at its place', async () => {
  await writeFile(inFolder('flag.yaml'), flag.replace('Orders go on while the flag is off.', '"${file:.}"'));
  const file = relative('.', inFolder('flag.yaml'));
  expect(await readFile(file, {}, {})).toMatchObject({ kind: 'invalid', text: expect.stringContaining(`${file}:4:13  File . cannot be read.`) });
});
