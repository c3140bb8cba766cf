import type { InjectorKind } from '../../ports/injector.ts';
import { config } from './config/kind.ts';
import { image } from './image/kind.ts';
import { podKill } from './pod-kill/kind.ts';
import { scale } from './scale/kind.ts';

/** Every fault in a cluster. */
export const kubernetesKinds: readonly InjectorKind[] = [podKill, scale, config, image];
