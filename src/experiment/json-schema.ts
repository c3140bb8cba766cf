import type { z } from 'zod';
import type { LoadSpec } from '../domain/experiment.ts';
import type { InjectorKind } from '../ports/injector.ts';
import type { ProbeKind } from '../ports/probe.ts';
import { conditionsOf } from './condition-keys.ts';
import { required, type SectionName } from './document.ts';
import { sharedFaultKeys } from './faults.ts';
import { application, baseline, head, limits, recovery, scrapes } from './head.ts';
import { name } from './names.ts';
import { mapValues, merged, node, sentence, withReferences, type Node } from './schema-nodes.ts';
import { sharedSliKeys } from './sli.ts';
import { varsSection } from './vars.ts';

export interface Kinds {
  readonly injectors: readonly InjectorKind[];
  readonly probes: readonly ProbeKind[];
  readonly loadEntry: z.ZodType<Omit<LoadSpec, 'name'>>;
}

const names = node(name);

/** The JSON Schema of experiment files, for editors: structure and spelling. What only makes sense together (units, names, times) is left to `validate`. */
export function experimentSchema({ injectors, probes, loadEntry }: Kinds): Node {
  const slis = named('SLIs by name: what is measured.', { anyOf: probes.map((kind) => sliNode(kind)) });
  const faults = { type: 'array', minItems: 1, description: 'What is broken, and for how long.', items: { oneOf: injectors.map((kind) => faultNode(kind)) } };
  const properties: { readonly [Name in SectionName]: Node } = {
    ...mapValues(head, node),
    vars: { ...node(varsSection), description: 'Variables, used as ${var:name} and set with --var name=value.' },
    application: node(application),
    load: named('Steady traffic while the run lasts (open loop), by name.', { title: 'load entry', ...node(loadEntry) }),
    scrapes: node(scrapes),
    slis,
    observe: { ...slis, description: 'Probes beside the SLIs: recorded, never judged.' },
    'steady-state': { ...conditions('steady-state'), description: 'Must hold before anything is injected, and again at the end.' },
    baseline: node(baseline),
    faults,
    expect: expectNode(),
    abort: abortNode(),
    limits: node(limits),
  };
  const schema = withReferences({ type: 'object', properties: { $schema: { type: 'string' }, ...properties }, required, additionalProperties: false });
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'firedrill experiment', ...schema };
}

const named = (description: string, additionalProperties: Node): Node => ({
  type: 'object',
  description,
  propertyNames: names,
  minProperties: 1,
  additionalProperties,
});

const conditions = (place: Parameters<typeof conditionsOf>[0]): Node =>
  named('Conditions by SLI.', { title: `conditions ${place}`, ...node(conditionsOf(place)) });

const sliNode = (kind: ProbeKind): Node => ({
  title: `${kind.kind} SLI`,
  description: sentence(kind.about),
  ...merged(node(kind.schema), mapValues(sharedSliKeys, node), []),
});

const faultNode = (kind: InjectorKind): Node => ({
  title: `${kind.type} fault`,
  description: sentence(kind.about),
  ...merged(node(kind.schema), { type: { const: kind.type }, ...mapValues(sharedFaultKeys, node) }, ['type']),
});

function expectNode(): Node {
  const properties = { during: conditions('during'), throughout: conditions('throughout'), eventually: conditions('eventually'), recovery: node(recovery) };
  return { type: 'object', description: 'The hypothesis, in numbers.', minProperties: 1, properties, additionalProperties: false };
}

function abortNode(): Node {
  const none = { type: 'object', properties: { none: { type: 'string', minLength: 1 } }, required: ['none'], additionalProperties: false };
  return { description: 'At what harm the run stops and restores; none: <reason> where nothing has to.', anyOf: [none, conditions('abort')] };
}
