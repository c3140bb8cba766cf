import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { complaints, read } from './read.ts';

const folder = new URL('./fixtures/', import.meta.url);
const list = (kind: string): string[] => readdirSync(new URL(kind, folder)).filter((name) => /\.(yaml|json)$/.test(name));
const text = (path: string): string => readFileSync(new URL(path, folder), 'utf8');

test.for(list('broken/'))('%s is refused, and what a person sees is right to the letter', (name) => {
  expect(complaints(text(`broken/${name}`), { file: name })).toBe(text(`broken/${name.replace(/\.\w+$/, '.txt')}`));
});

test.for(list('good/'))('%s is an experiment, and nothing about it is doubtful', (name) => {
  expect(read(text(`good/${name}`), { file: name })).toMatchObject({ kind: 'valid', warnings: [] });
});

test('every broken file has its text, and no text is left over', () => {
  const texts = readdirSync(new URL('broken/', folder)).filter((name) => name.endsWith('.txt'));
  expect(texts.map((name) => name.replace('.txt', '.yaml')).toSorted()).toEqual(list('broken/').toSorted());
});
