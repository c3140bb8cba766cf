import { expect, test } from 'vitest';
import { digestOf, type Digest } from '../../../src/domain/memory/digest.ts';
import { digestMessage } from '../../../src/report/slack/digest.ts';
import type { Message } from '../../../src/report/slack/blocks.ts';
import { noonOf, run } from '../../domain/memory/remembered.ts';
import { refuseBlocks } from '../../fakes/slack/blocks.ts';

const week = (runs: Parameters<typeof digestOf>[0]): Digest => digestOf(runs, [], noonOf(10), noonOf(17));
const lines = ({ blocks }: Message): readonly string[] =>
  blocks.flatMap((block) => (block.type === 'section' || block.type === 'header' ? block.text.text.split('\n') : []));

test('a quiet week is one line', () => {
  const message = digestMessage(week([run(11), run(12)]));
  expect(lines(message)).toEqual([`✔ ${message.text}`]);
  expect(message.text).toMatch(/^Quiet since \d{4}-\d\d-\d\d: 2 drills, all held; no finding is open\.$/);
  expect(digestMessage(week([])).text).toContain('no drill was run; no finding is open.');
});

test('what did not hold, and the finding that it opened, stand there', () => {
  const message = digestMessage(week([run(11, 'refuted'), run(12, 'aborted', { experiment: 'other' })]));
  const said = lines(message);
  expect(said[0]).toMatch(/^From .* to .*: 2 drills: 1 aborted, 1 refuted$/);
  expect(said).toContain('*Not held*');
  expect(said.filter((line) => line.startsWith('✖ *refuted*') || line.startsWith('■ *aborted*'))).toHaveLength(2);
  expect(said.filter((line) => line.startsWith('● *opened*'))).toHaveLength(1);
});

test('a very bad week is cut to what Slack takes, and says where the rest is', () => {
  const name = '<!here> '.repeat(500);
  const message = digestMessage(week(Array.from({ length: 300 }, (_, n) => run(11, 'refuted', { experiment: `${n} ${name}`, because: name }))));
  expect(refuseBlocks(message.blocks)).toBeUndefined();
  expect(message.text.length).toBeLessThanOrEqual(4000);
  expect(JSON.stringify(message)).not.toContain('<!here>');
  expect(lines(message)).toContain('and 290 more: firedrill digest');
});
