import type { InjectorKind } from '../../ports/injector.ts';
import { config } from './config/kind.ts';
import { containerKill } from './container-kill/kind.ts';
import { image } from './image/kind.ts';
import { nodeDrain } from './node-drain/kind.ts';
import { partition } from './partition/kind.ts';
import { podKill } from './pod-kill/kind.ts';
import { scale } from './scale/kind.ts';
import { zoneLoss } from './zone-loss/kind.ts';

/** Every fault in a cluster. */
export const kubernetesKinds: readonly InjectorKind[] = [podKill, containerKill, scale, config, image, nodeDrain, zoneLoss, partition];
