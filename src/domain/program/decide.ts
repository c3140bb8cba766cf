import type { Circumstances } from './circumstances.ts';
import type { Next } from './next.ts';
import type { Program } from './program.ts';

/** What this job does next. The same program under the same circumstances always gives the same answer. */
export function next(program: Program, circumstances: Circumstances): Next {
  return { kind: 'wait', until: circumstances.now + 60_000, why: `${program.job} is not decided yet` };
}
