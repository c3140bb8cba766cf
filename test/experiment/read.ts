/** Reads as the tests need it: fake kinds, nothing of this machine. */
import { readExperiment, type Reading, type ReadInput } from '../../src/experiment/read.ts';
import { showProblems } from '../../src/experiment/problem.ts';
import { injectors, loadEntry, probes } from './kinds.ts';

export const input: ReadInput = {
  file: 'experiment.yaml',
  folder: '/somewhere',
  vars: {},
  env: { TOKEN: 's3cr3t-token', EMPTY: '' },
  readFile: (path) => (path === 'secret.txt' ? 'from-a-file\n' : undefined),
  injectors,
  probes,
  loadEntry,
};

export const read = (text: string, more: Partial<ReadInput> = {}): Reading => readExperiment(text, { ...input, ...more });

/** What a person sees of a broken file; throws where it is not broken. */
export function complaints(text: string, more: Partial<ReadInput> = {}): string {
  const reading = read(text, more);
  if (reading.kind === 'valid') throw new Error('the file is valid');
  return showProblems(reading.problems, text);
}
