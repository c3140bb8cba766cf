import type { InjectorKind } from '../ports/injector.ts';

/** Every fault type a file may name. Listing one here loads what decides, never what acts. */
export const injectorKinds: readonly InjectorKind[] = [];

/** Kinds the runner uses itself and no file may name. */
export const internalKinds: readonly InjectorKind[] = [];
