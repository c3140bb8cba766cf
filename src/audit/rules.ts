import type { Rule } from './rule.ts';
import { budgetBlocksDrains } from './rules/budget-blocks-drains.ts';
import { budgetSelectsNothing } from './rules/budget-selects-nothing.ts';
import { imageFloats } from './rules/image-floats.ts';
import { imagePull } from './rules/image-pull.ts';
import { imageWithoutDigest } from './rules/image-without-digest.ts';
import { livenessChecksDependencies } from './rules/liveness-checks-dependencies.ts';
import { noAlert } from './rules/no-alert.ts';
import { noBudget } from './rules/no-budget.ts';
import { noLivenessProbe } from './rules/no-liveness-probe.ts';
import { noMemoryLimit } from './rules/no-memory-limit.ts';
import { noReadinessProbe } from './rules/no-readiness-probe.ts';
import { noRequests } from './rules/no-requests.ts';
import { noSpread } from './rules/no-spread.ts';
import { oneNode } from './rules/one-node.ts';
import { oneZone } from './rules/one-zone.ts';
import { overlappingBudgets } from './rules/overlapping-budgets.ts';
import { ownerlessPod } from './rules/ownerless-pod.ts';
import { singleReplica } from './rules/single-replica.ts';

/** Worst first, and then in the order in which they are best mended. */
export const rules: readonly Rule[] = [
  singleReplica,
  oneNode,
  noReadinessProbe,
  budgetBlocksDrains,
  overlappingBudgets,
  oneZone,
  noBudget,
  budgetSelectsNothing,
  livenessChecksDependencies,
  ownerlessPod,
  noRequests,
  noMemoryLimit,
  imageFloats,
  noAlert,
  noSpread,
  noLivenessProbe,
  imageWithoutDigest,
  imagePull,
];
