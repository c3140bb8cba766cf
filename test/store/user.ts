/**
 * A program of its own that uses a store beside others: waits for a file to appear, then claims 200 slots and says which it has,
 * or writes runs without end, saying each.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/platform/clock.ts';
import { ms } from '../../src/domain/units.ts';
import { openStore } from '../../src/store/open.ts';
import { summaryOf } from './summary.ts';

const [what, base = '', who = '', postgres] = process.argv.slice(2);
const config = postgres === undefined ? undefined : { store: { postgres }, unusable: {} };
await using store = await openStore(config, base, { clock: systemClock, say: (line) => console.log(line) });
console.log('ready');
while (!existsSync(join(base, 'go'))) await systemClock.sleep(ms(1));
const day = (n: number): string => `2026-11-24T${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}:00.000Z`;
if (what === 'claim') {
  const start = Number(readFileSync(join(base, 'go'), 'utf8'));
  for (let n = 0; n < 200; n += 1) {
    // All of them at the same instant, or whoever is started first would have them all.
    while (Date.now() < start + 3 * n) await systemClock.sleep(ms(0));
    const has = await store.claim({ schedule: 'weekly', job: 'suite', slot: day(n) }, n, who);
    console.log(`${has ? 'has' : 'has not'} ${n}`);
  }
}
for (let n = what === 'write' ? 0 : Infinity; n < Infinity; n += 1) {
  await store.put(summaryOf(`${who}${n}`, { because: 'x'.repeat(20_000) }));
  console.log(`put ${who}${n}`);
}
