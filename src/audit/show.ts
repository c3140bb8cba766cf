import { called } from '../domain/kubernetes/resource.ts';
import { several } from '../domain/wording.ts';
import type { ClusterAddress } from '../ports/cluster.ts';
import type { Audit, Finding } from './judge.ts';
import type { Place } from './manifests.ts';
import { severities } from './rule.ts';
import type { Scene } from './scene.ts';

/** What was audited, and where. */
export interface Audited {
  readonly scene: Pick<Scene, 'namespace' | 'workloads' | 'asleep'>;
  readonly cluster: ClusterAddress;
  readonly audit: Audit;
  /** Where in manifests a finding stands, as far as there are any. */
  readonly placeOf: (finding: Finding) => Place | undefined;
}

/** For people: worst first, each with the object, the line to change, and what to write there. */
export function showAudit({ scene, cluster, audit, placeOf }: Audited): string {
  const { namespace, workloads, asleep } = scene;
  const counts = severities.map((severity) => `${audit.findings.filter((one) => one.severity === severity).length} ${severity}`);
  return [
    `namespace ${namespace} of ${cluster.context} (${cluster.server}): ${several(workloads.length, 'workload')}; ${counts.join(', ')}`,
    ...(asleep.length === 0 ? [] : [`not judged, since they want no pods: ${asleep.join(', ')}`]),
    ...audit.findings.flatMap((finding) => ['', ...findingLines(finding, placeOf(finding))]),
    ...(audit.unknown.length === 0 ? [] : ['', ...audit.unknown.map(({ rule, why }) => `UNKNOWN  ${rule}: ${why}`)]),
  ].join('\n');
}

function findingLines({ severity, kind, name, field, why, change, rule }: Finding, place: Place | undefined): readonly string[] {
  const where = place === undefined ? '' : `${place.file}:${place.line}  `;
  return [`${severity.toUpperCase().padEnd(8)} ${called({ kind }, name)}: ${why}`, `         ${where}${field}`, `         → ${change}   (${rule})`];
}
