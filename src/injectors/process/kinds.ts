import { kill } from './kill/kind.ts';
import { pause } from './pause/kind.ts';
import { stress } from './stress/kind.ts';

export const processKinds = [kill, pause, stress] as const;
