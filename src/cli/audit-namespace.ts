import { alertsOf } from '../audit/alerts.ts';
import { auditJson } from '../audit/json.ts';
import { judge, type Audit } from '../audit/judge.ts';
import { placesIn } from '../audit/manifests.ts';
import { look } from '../audit/look.ts';
import { severities, type Severity } from '../audit/rule.ts';
import { rules } from '../audit/rules.ts';
import { auditSarif } from '../audit/sarif.ts';
import { showAudit, type Audited } from '../audit/show.ts';
import { isClusterError } from '../domain/kubernetes/cluster-error.ts';
import { ms } from '../domain/units.ts';
import { didYouMean, oneOf } from '../experiment/nearest.ts';
import { clustersWhenAsked } from '../kubernetes/when-asked.ts';
import { systemClock } from '../platform/clock.ts';
import { createHttp } from '../platform/http.ts';
import { program } from '../platform/program.ts';
import { version } from '../version.ts';
import { manifestsIn } from './audit-manifests.ts';
import type { AuditOptions } from './audit.ts';
import { chooseCluster, type ClusterChoice } from './cluster-choice.ts';
import { CommandFailed } from './problem.ts';

/** How long all of it may take. */
const patience = ms(60_000);

/** Audits a namespace, prints what it found, and gives the code to end with. Throws `CommandFailed` where nothing could be looked at. */
export async function audit(namespace: string, options: AuditOptions): Promise<number> {
  const act = `audit ${namespace}`;
  requireRules(options.except, act);
  const placeOf = placesIn(options.manifests === undefined ? [] : manifestsIn(options.manifests, act));
  const found = await auditIn(chooseCluster(options, act), namespace, options.except).catch((error: unknown) => {
    if (!isClusterError(error)) throw error;
    throw new CommandFailed(`Cannot ${act}: ${error.message.replace(/\.$/, '')}.`, 'Nothing was judged. Mend that, then try again.', 4);
  });
  const audited = { ...found, placeOf };
  program.print(options.sarif === true ? auditSarif(audited, version) : options.json === true ? auditJson(audited) : showAudit(audited));
  return codeOf(audited.audit, options.failOn);
}

function requireRules(except: readonly string[], act: string): void {
  const ids = rules.map(({ id }) => id);
  const wrong = except.find((id) => !ids.includes(id));
  if (wrong === undefined) return;
  throw new CommandFailed(`Cannot ${act}: ${wrong} is not a rule.`, didYouMean(wrong, ids, `It knows ${oneOf(ids)}.`), 2);
}

async function auditIn({ environment, address }: ClusterChoice, namespace: string, except: readonly string[]): Promise<Omit<Audited, 'placeOf'>> {
  await using clusters = clustersWhenAsked(systemClock, program.env);
  await using http = createHttp();
  using deadline = systemClock.deadline(patience);
  const cluster = await clusters.connect(address);
  const [looked, alerts] = await Promise.all([look(cluster, namespace, deadline.signal), alertsOf(environment.prometheus, http, systemClock, deadline.signal)]);
  if (looked.kind === 'refused') throw new CommandFailed(`Cannot audit ${namespace}: ${looked.why}.`, looked.hint, 4);
  return { scene: looked.scene, cluster: cluster.address, audit: judge({ ...looked.scene, alerts }, except) };
}

/** Findings are no failure unless somebody said so; then a rule that could not be judged is no pass either. */
export function codeOf({ findings, unknown }: Audit, failOn: Severity | undefined): number {
  if (failOn === undefined) return 0;
  const counts = ({ severity }: { readonly severity: Severity }): boolean => severities.indexOf(severity) <= severities.indexOf(failOn);
  if (findings.some(counts)) return 1;
  return unknown.some(counts) ? 6 : 0;
}
