/** docs/schedule.md and the schema say the same. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keysOf, tellsOf, wordsOf } from './schema-words.ts';
import { readConfig } from '../../src/experiment/config.ts';
import { showProblems } from '../../src/experiment/problem.ts';
import { Problems } from '../../src/experiment/problems.ts';
import { scheduleJsonSchema } from '../../src/experiment/schedule-schema.ts';
import { readSchedule } from '../../src/experiment/schedule.ts';
import { parseSource } from '../../src/experiment/source.ts';
import { loadOccurrences } from '../../src/platform/occurrences.ts';

const docs = readFileSync(new URL('../../docs/schedule.md', import.meta.url), 'utf8');
const blocks = (kind: string): readonly string[] => [...docs.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text);

test('the schedule of the docs can be read', async () => {
  const [text = ''] = blocks('yaml');
  const source = parseSource(text);
  const problems = new Problems('docs/schedule.md', source);
  const said = readSchedule(problems, source.value, await loadOccurrences());
  expect(showProblems(problems.sorted(), text)).toBe('');
  expect(said?.jobs.map(({ job }) => job)).toEqual(['checkout', 'surprise']);
});

test('the config of the docs can be read', () => {
  const [text = ''] = blocks('yaml config');
  const reading = readConfig(text, {
    file: 'docs',
    folder: '/',
    env: { FREEZES_CALENDAR: 'https://calendar.example/x.ics' },
    readFile: () => undefined,
    sinkKinds: [],
  });
  expect(reading.kind === 'invalid' ? showProblems(reading.problems, text) : Object.keys(reading.config.calendars)).toEqual(['holidays', 'freezes']);
});

const isTold = tellsOf(docs);

test('every key of the schema is in the docs, and every word that a key may take', () => {
  const told = [...new Set([...keysOf(scheduleJsonSchema()), ...wordsOf(scheduleJsonSchema())])];
  expect(told.length).toBeGreaterThan(30);
  expect(told.filter((word) => !isTold(word))).toEqual([]);
});
