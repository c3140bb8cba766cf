import { podKill } from './pod-kill/kind.ts';

export const kubernetesKinds = [podKill] as const;
