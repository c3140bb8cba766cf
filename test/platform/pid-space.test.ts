import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { pidSpace } from '../../src/platform/pid-space.ts';

test('two processes of one machine share the space of their pids, which the host name alone does not tell', () => {
  const here = pidSpace('drills');
  const program = `import { pidSpace } from ${JSON.stringify(new URL('../../src/platform/pid-space.ts', import.meta.url).href)}; process.stdout.write(pidSpace('drills'))`;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })).toBe(here);
  if (process.platform === 'linux') expect(here).toMatch(/^drills\/[0-9a-f]{8}\/\d+$/);
});
