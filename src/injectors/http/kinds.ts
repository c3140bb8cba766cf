import type { InjectorKind } from '../../ports/injector.ts';
import { httpDelay } from './delay.ts';
import { httpStatus } from './status.ts';

/** Every fault on single HTTP requests; they need the embedded proxy. */
export const httpKinds: readonly InjectorKind[] = [httpStatus, httpDelay];
