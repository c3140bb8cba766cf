/** A program of its own: waits for a file to appear, then races the others for one lock; says whether it has it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openState } from '../../src/record/state.ts';
import { activeRun } from './active-run.ts';

const [directory = '', run = ''] = process.argv.slice(2);
const gun = join(directory, 'go');
console.log('ready');
for (let turns = 0; turns < 20_000 && !existsSync(gun); turns += 1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
using state = openState(join(directory, 'state'));
const conflicts = state.enter(activeRun(run), ['payments', `own of ${run}`]);
console.log(conflicts.length === 0 ? `${run} has it` : `held by ${conflicts.map(({ holder }) => holder.run).join()}`);
