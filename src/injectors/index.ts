import type { InjectorKind } from '../ports/injector.ts';
import { applicationKind } from './application/kinds.ts';
import { commandKinds } from './command/kinds.ts';
import { httpKinds } from './http/kinds.ts';
import { kubernetesKinds } from './kubernetes/kinds.ts';
import { loadJob } from './kubernetes/load/kind.ts';
import { processKinds } from './process/kinds.ts';
import { rehearsalKind } from './rehearsal.ts';
import { toxiproxyKinds } from './toxiproxy/kinds.ts';

/** Every fault type a file may name. Listing one here loads what decides, never what acts. */
export const injectorKinds: readonly InjectorKind[] = [...toxiproxyKinds, ...httpKinds, ...processKinds, ...commandKinds, ...kubernetesKinds];

/** Kinds the runner uses itself and no file may name. */
export const internalKinds: readonly InjectorKind[] = [applicationKind, loadJob, rehearsalKind];
