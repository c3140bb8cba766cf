import type { Audited } from './show.ts';

/** For programs; grows, but does not change under one schemaVersion. */
export function auditJson({ scene, cluster, audit, placeOf }: Audited): string {
  const { namespace, workloads, asleep } = scene;
  const looked = workloads.map(({ kind, name, replicas }) => ({ kind, name, replicas: replicas ?? null }));
  const { context, server } = cluster;
  const findings = audit.findings.map((finding) => Object.assign({}, finding, placeOf(finding)));
  return JSON.stringify({ schemaVersion: 1, context, server, namespace, workloads: looked, asleep, findings, unknown: audit.unknown }, null, 2);
}
