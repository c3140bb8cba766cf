import type { Experiment } from '../domain/experiment.ts';
import { secretsRedactor } from '../domain/redact.ts';
import { build, type BuildInput } from './build.ts';
import { complainOfBareSecrets } from './secrets.ts';
import { isMapping, mapSections, sectionsOf } from './document.ts';
import { moduleSource } from './module-source.ts';
import type { Problem } from './problem.ts';
import { Problems } from './problems.ts';
import { resolve, type Surroundings } from './references.ts';
import { parseSource, type Source } from './source.ts';
import { complainOfUnusedVariables, readVars, recorded } from './vars.ts';

export interface ReadInput extends Surroundings, Omit<BuildInput, 'vars'> {
  /** What `--var` said, by name. */
  readonly vars: Readonly<Record<string, string>>;
}

export type Reading =
  | {
      readonly kind: 'valid';
      readonly experiment: Experiment;
      readonly warnings: readonly Problem[];
      /** What came from `${env:…}` and `${file:…}`: must not be readable anywhere text leaves. */
      readonly secrets: readonly string[];
    }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** Reads an experiment from YAML or JSON; everything that is wrong with it at once, in the order of the file. Touches nothing. */
export function readExperiment(text: string, input: ReadInput): Reading {
  return readSource(parseSource(text), input);
}

/** Reads what a module's default export gave; `text` is the module's source, from which places are told as well as they can be. */
export function readExperimentModule(exported: unknown, text: string, input: ReadInput): Reading {
  return readSource(moduleSource(exported, text), input);
}

function readSource(source: Source, input: ReadInput): Reading {
  const problems = new Problems(input.file, source);
  const secrets = new Set<string>();
  const experiment = source.broken.length > 0 ? undefined : readValue(problems, source.value, input, secrets);
  if (experiment !== undefined && problems.count === 0) return { kind: 'valid', experiment, warnings: problems.warnings(), secrets: [...secrets] };
  const redact = secretsRedactor([...secrets]);
  return { kind: 'invalid', problems: problems.sorted().map((problem) => Object.assign({}, problem, { message: redact(problem.message) })) };
}

/** First the variables, then everything that may refer to them, then the parts in the order in which they need each other. */
function readValue(problems: Problems, raw: unknown, input: ReadInput, secrets: Set<string>): Experiment | undefined {
  if (isMapping(raw) && raw['kind'] === 'Schedule') {
    return problems.add(['kind'], 'This is a schedule, not an experiment.', { expected: 'expected Experiment; firedrill schedule check reads schedules' });
  }
  const found = sectionsOf(problems, raw);
  if (found === undefined) return undefined;
  const resolver = { env: input.env, readFile: input.readFile, secrets, used: new Set<string>() };
  const declarations = resolve(problems, resolver, found.vars?.value, found.vars?.path);
  const variables = readVars(problems, found.vars === undefined ? undefined : { ...found.vars, value: declarations }, input.vars);
  const sections = mapSections(found, ({ path, value }, name) => ({
    path,
    value: name === 'vars' ? declarations : resolve(problems, { ...resolver, variables }, value, path),
  }));
  complainOfBareSecrets(problems, raw);
  const experiment = build(problems, sections, { ...input, vars: recorded(variables, found.vars?.value) });
  complainOfUnusedVariables(problems, sections.vars, variables, resolver.used);
  return experiment;
}
