/** A schedule as CronJobs of Kubernetes. */
import type { JsonObject } from '../../domain/json.ts';
import { lateness, onceArgs, seconds, unitName, type ExportedJob, type Exporting } from './exported.ts';
import { cronOf, timesOf } from './times.ts';

export interface KubernetesOptions {
  readonly image: string;
  readonly namespace: string;
  /** Existing, with the rights that `firedrill rbac` prints. */
  readonly account: string;
  /** An existing PersistentVolumeClaim that keeps runs and store; without one, and without a shared store, each slot remembers nothing of the last. */
  readonly claim?: string;
}

/** A ConfigMap holds so much. Source: Kubernetes' documentation, "ConfigMaps". */
export const mostConfigMap = 1_000_000;

/** One ConfigMap with every file, and a CronJob for each job. What experiments need of the cluster's API is their account's, which is not made here. */
export function toKubernetes(exporting: Exporting, options: KubernetesOptions): readonly JsonObject[] {
  return [configMap(exporting, options), ...exporting.jobs.map((job) => cronJob(exporting, job, options))];
}

const mapName = ({ schedule }: Exporting): string => `firedrill-${schedule.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-files`;

/** Keys of a ConfigMap know no slash, so each file has a number, and its mount its path. */
function configMap(exporting: Exporting, { namespace }: KubernetesOptions): JsonObject {
  const data = Object.fromEntries(Object.values(exporting.files).map((text, index) => [`file-${index}`, text]));
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: mapName(exporting), namespace, labels: labelsOf(exporting) }, data };
}

const labelsOf = ({ schedule }: Exporting): JsonObject => ({
  'app.kubernetes.io/name': 'firedrill',
  'app.kubernetes.io/managed-by': 'firedrill-schedule-export',
  'firedrill.dev/schedule': schedule.name,
});

function cronJob(exporting: Exporting, job: ExportedJob, options: KubernetesOptions): JsonObject {
  const { timeZone } = job.program;
  const labels = { ...labelsOf(exporting), 'firedrill.dev/job': job.program.job };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: unitName(job), namespace: options.namespace, labels },
    spec: {
      schedule: cronOf(timesOf(job.program, timeZone, exporting.from, exporting.occurrences)),
      timeZone,
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 300,
      jobTemplate: {
        metadata: { labels },
        // Never a second try: a drill that went wrong is looked at.
        spec: { backoffLimit: 0, activeDeadlineSeconds: seconds(job.longest), template: podTemplate(exporting, job, options, labels) },
      },
    },
  };
}

function podTemplate(exporting: Exporting, job: ExportedJob, { image, account, claim }: KubernetesOptions, labels: JsonObject): JsonObject {
  const records = claim === undefined ? { emptyDir: {} } : { persistentVolumeClaim: { claimName: claim } };
  return {
    // No faults in what takes faults out, and no move to another node under one.
    metadata: {
      labels,
      annotations: { 'firedrill.dev/faults': 'none', 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false', 'karpenter.sh/do-not-disrupt': 'true' },
    },
    spec: {
      restartPolicy: 'Never',
      serviceAccountName: account,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: seconds(job.grace),
      securityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [container(exporting, job, image)],
      volumes: [
        { name: 'files', configMap: { name: mapName(exporting) } },
        { name: 'work', emptyDir: {} },
        { name: 'records', ...records },
        { name: 'state', emptyDir: {} },
        { name: 'tmp', emptyDir: {} },
      ],
    },
  };
}

function container(exporting: Exporting, job: ExportedJob, image: string): JsonObject {
  const secret = `firedrill-${exporting.schedule.name.toLowerCase()}`;
  const files = Object.keys(exporting.files).map((path, index) => ({ name: 'files', mountPath: `/work/${path}`, subPath: `file-${index}`, readOnly: true }));
  const env = exporting.env.map((name) => ({ name, valueFrom: { secretKeyRef: { name: secret, key: name, optional: true } } }));
  return {
    name: 'firedrill',
    image,
    args: onceArgs(exporting, job, lateness.kubernetes),
    ...(env.length === 0 ? {} : { env }),
    resources: { requests: { cpu: '500m', memory: '256Mi' }, limits: { memory: '512Mi' } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    volumeMounts: [
      { name: 'work', mountPath: '/work' },
      ...files,
      { name: 'records', mountPath: '/work/.firedrill' },
      { name: 'state', mountPath: '/state' },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}
