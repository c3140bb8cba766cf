import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copiesOf, instructionsOf, said, stagesOf } from './dockerfile.ts';

const root = join(import.meta.dirname, '../..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const instructions = instructionsOf(read('Dockerfile'));
const [build, image] = stagesOf(instructions);
if (build === undefined || image === undefined) throw new Error('Cannot test: the Dockerfile has not two stages.');
const fromCheckout = [build, image].flatMap(copiesOf).filter(({ from }) => from === undefined);

test('every instruction is one that Docker knows', () => {
  const known = new Set(['ARG', 'FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'ENTRYPOINT', 'CMD']);
  expect(instructions.map(({ word }) => word).filter((word) => !known.has(word))).toEqual([]);
});

test('the base can be chosen, and is the official slim Node 24 unless it is', () => {
  expect(instructions[0]).toEqual({ word: 'ARG', rest: 'BASE=node:24-slim' });
  expect([build.base, image.base]).toEqual(['${BASE}', '${BASE}']);
});

test('everything it copies is there, and is let through by .dockerignore', () => {
  const kept = read('.dockerignore')
    .split('\n')
    .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
  const sources = fromCheckout.flatMap(({ sources }) => sources.map((source) => source.replace(/^\.\//, '')));
  expect(sources.filter((source) => !existsSync(join(root, source)))).toEqual([]);
  expect([...new Set(sources)].sort()).toEqual(kept.sort());
});

test('.dockerignore keeps all the rest out', () => {
  expect(
    read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('!')),
  ).toEqual(['*']);
});

test('what it copies from the build is made there', () => {
  const made = copiesOf(image)
    .filter(({ from }) => from === build.name)
    .flatMap(({ sources }) => sources);
  expect(made).toEqual(['/app/node_modules', '/app/dist']);
  expect(said(build, 'WORKDIR')).toEqual(['/app']);
});

test('the user is a number and not root', () => {
  const [user = ''] = said(image, 'USER');
  expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
});

test('the first process is ours, can be executed, and is a shell script without a mistake', () => {
  expect(said(image, 'ENTRYPOINT')).toEqual(['["/app/bin/container.sh"]']);
  expect(copiesOf(image)).toContainEqual({ from: undefined, sources: ['bin'], to: './bin' });
  const script = join(root, 'bin/container.sh');
  accessSync(script, constants.X_OK);
  execFileSync('sh', ['-n', script]);
});
