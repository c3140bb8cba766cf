import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { experimentFiles } from '../../src/cli/experiment-files.ts';

const fixtures = join(import.meta.dirname, '../experiment/fixtures/good');

interface Folder extends AsyncDisposable {
  readonly path: string;
}

async function folderOf(files: Readonly<Record<string, string | Buffer>>): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'fd-files-'));
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(path, name), text)));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

test('a folder means its experiments: text of that kind, and modules that export a defineExperiment', () => {
  expect(experimentFiles([fixtures])).toEqual(['everything.yaml', 'module.ts', 'no-abort.json', 'slow-payments.yaml'].map((name) => join(fixtures, name)));
});

test('other text, other modules, and folders in it are none', async () => {
  await using folder = await folderOf({
    'a.yaml': 'kind: Experiment\n',
    'b.yaml': 'kind: Deployment\n',
    'helper.ts': 'export const one = () => defineExperiment({});\n',
    'main.ts': 'export default 7;\n',
    'notes.md': 'kind: Experiment\n',
  });
  await mkdir(join(folder.path, 'deep.ts'));
  expect(experimentFiles([folder.path])).toEqual([join(folder.path, 'a.yaml')]);
});

test('a folder has those of one line and of other quotes too, and one that cannot be read, so that none is passed over in silence', async () => {
  await using folder = await folderOf({
    'a.json': '{"apiVersion":"firedrill/v1","kind":"Experiment"}',
    'b.yaml': "kind: 'Experiment'\n",
    'c.yaml': Buffer.from('name: Café\n', 'latin1'),
  });
  await symlink(join(folder.path, 'nowhere'), join(folder.path, '.#b.yaml')); // an editor's mark on a file that it has open
  expect(experimentFiles([folder.path])).toEqual(['a.json', 'b.yaml', 'c.yaml'].map((name) => join(folder.path, name)));
});

test('a file that is named is taken as it is', () => {
  expect(experimentFiles(['nowhere.txt'])).toEqual(['nowhere.txt']);
});

test('a folder without an experiment says so', async () => {
  await using folder = await folderOf({ 'helper.ts': 'export const seven = 7;\n' });
  expect(() => experimentFiles([folder.path])).toThrow(
    `Cannot find an experiment in ${folder.path}: no file there says kind: Experiment, and no module exports a defineExperiment(…).`,
  );
});
