import type { Sampling } from './sampling.ts';
import type { Guardian } from '../ports/guardian.ts';

/** What a run has standing while it lasts; disposing takes it all down again, in reverse. */
export type Scene = AsyncDisposable & {
  readonly ready: true;
  readonly sampling: Sampling;
  readonly guardian: Guardian;
};

/** Preflight said no, or a halt came first: what was up is down again when this is disposed. */
export type NoScene = AsyncDisposable & { readonly ready: false };
