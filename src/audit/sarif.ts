/** SARIF 2.1.0, which code scanners and editors read. Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
import { called } from '../domain/kubernetes/resource.ts';
import type { Finding } from './judge.ts';
import { rules } from './rules.ts';
import type { Place } from './manifests.ts';
import type { Severity } from './rule.ts';
import type { Audited } from './show.ts';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { high: 'error', medium: 'warning', low: 'note' };

/** Each result has a logical location (context, namespace, object and field), and a physical one where manifests are known that hold the line. */
export function auditSarif({ scene: { namespace }, cluster: { context }, audit, placeOf }: Audited, version: string): string {
  const driver = {
    name: 'firedrill',
    semanticVersion: version,
    rules: rules.map(({ id, about, severity }) => ({ id, shortDescription: { text: about }, defaultConfiguration: { level: levels[severity] } })),
  };
  const unknown = audit.unknown.map(({ rule, why }) => ({ level: 'warning', message: { text: `Not judged: ${why}.` }, associatedRule: { id: rule } }));
  const run = {
    tool: { driver },
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: unknown }],
    results: audit.findings.map((finding) => resultOf(finding, `${context}/${namespace}`, placeOf(finding))),
  };
  return JSON.stringify(
    { $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json', version: '2.1.0', runs: [run] },
    null,
    2,
  );
}

function resultOf({ rule, severity, kind, name, field, why, change }: Finding, within: string, place: Place | undefined): object {
  const object = called({ kind }, name);
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level: levels[severity],
    message: { text: `${object}: ${why}. Change ${field}: ${change}.` },
    locations: [{ ...physical(place), logicalLocations: [{ name: object, fullyQualifiedName: `${within}/${object}/${field}`, kind: 'resource' }] }],
    // The same finding tomorrow is the same finding, whatever its words say of numbers.
    partialFingerprints: { 'finding/v1': `${rule}/${within}/${object}/${field}` },
  };
}

/** Forward slashes, relative: what code scanners match with the files of a repository. */
function physical(place: Place | undefined): object {
  if (place === undefined) return {};
  return { physicalLocation: { artifactLocation: { uri: encodeURI(place.file.replaceAll('\\', '/')) }, region: { startLine: place.line } } };
}
