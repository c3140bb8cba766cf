import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toGuardian } from '../../src/domain/beat.ts';
import { ms } from '../../src/domain/units.ts';
import { createGuardians } from '../../src/platform/guardian.ts';

/** Says that it is ready, writes down the first that it hears, and ends. */
const scribe = `
  process.stdout.write('ready\\n');
  process.stdin.once('data', (said) => {
    require('node:fs').writeFileSync(process.argv[1], said);
    process.exit();
  });
`;

test('a guardian hears the time of its run, not that of a process in which others ran before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fd-guardian-'));
  const heard = join(folder, 'heard');
  const socket = join(folder, 'none.sock');
  const runner = { pid: process.pid, startTime: 1 };
  const guardians = createGuardians([process.execPath, '-e', scribe, heard], (run, where, limit) => ({ run, folder: where, limit, socket, runner }));
  const began = performance.now();
  const guardian = await guardians.start({ run: '7k2m4p', folder, limit: ms(1000) });
  const met = performance.now() - began;
  await new Promise((resolve) => guardian.lost.addEventListener('abort', resolve));
  await guardian.dismiss();
  const [first = ''] = (await readFile(heard, 'utf8')).split('\n');
  await rm(folder, { recursive: true });
  const beat = toGuardian.parse(JSON.parse(first));
  expect(beat.kind === 'beat' && beat.at).toBeLessThanOrEqual(met);
});
