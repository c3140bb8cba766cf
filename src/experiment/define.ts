import type { ExperimentInput } from './spelling.ts';

/**
 * Types an experiment written as a TypeScript or JavaScript module: `export default defineExperiment({ … })`, the same keys as in YAML.
 * It returns what it was given; the module is validated like a file when it is run.
 */
export function defineExperiment(experiment: ExperimentInput): ExperimentInput {
  return experiment;
}
