/**
 * When a dependency is away and liveness asks for it, every pod is restarted, over and over, and a small outage becomes one of everything.
 * Whether it asks cannot be read from a manifest, so this goes by signs, and each finding says by which.
 */
import type { Probe } from '../objects.ts';
import { about, containersOf, type Rule } from '../rule.ts';
import type { Scene, Workload } from '../scene.ts';

export const livenessChecksDependencies: Rule = {
  id: 'liveness-checks-dependencies',
  severity: 'medium',
  about: 'A liveness probe that asks what the process depends on turns the outage of that into restarts of every pod.',
  check: (scene) =>
    scene.workloads.flatMap((workload) =>
      containersOf(workload).flatMap(({ container, field }) => {
        const { livenessProbe: liveness, readinessProbe: readiness } = container;
        const sign = liveness === undefined ? undefined : signOf(liveness, readiness, workload, scene);
        if (sign === undefined) return [];
        const [part, why] = sign;
        const change = 'a path of its own that looks at nothing but the process';
        return [about(workload, `${field}.livenessProbe.${part}`, `${why}; if that asks for what it depends on, an outage there restarts every pod`, change)];
      }),
    ),
};

type Sign = readonly [part: string, why: string];

function signOf(liveness: Probe, readiness: Probe | undefined, workload: Workload, scene: Scene): Sign | undefined {
  return elsewhere(liveness) ?? otherService(liveness, workload, scene) ?? byWord(liveness) ?? asReadiness(liveness, readiness);
}

/** Words that paths of deep checks are made of. */
const deep = /^(?:ready|readyz|readiness|deep|full|dependenc(?:y|ies)|deps|db|database|upstreams?|downstreams?|external)$/i;

function byWord({ httpGet }: Probe): Sign | undefined {
  const word = httpGet?.path.split(/[^a-z0-9]+/i).find((one) => deep.test(one));
  return word === undefined ? undefined : ['httpGet.path', `its liveness probe asks ${httpGet?.path}, and "${word}" sounds like more than the process itself`];
}

/** One and the same question has one answer: then liveness restarts what readiness would only take out of traffic. */
function asReadiness({ httpGet: live, exec: liveExec }: Probe, readiness: Probe | undefined): Sign | undefined {
  const same = (a: unknown, b: unknown): boolean => a !== undefined && JSON.stringify(a) === JSON.stringify(b);
  if (same(live, readiness?.httpGet)) return ['httpGet.path', `its liveness probe asks ${live?.path}, as its readiness probe does`];
  return same(liveExec, readiness?.exec) ? ['exec.command', 'its liveness probe runs the same command as its readiness probe'] : undefined;
}

const own = new Set(['', 'localhost', '127.0.0.1', '::1']);

function elsewhere({ httpGet, tcpSocket }: Probe): Sign | undefined {
  const [part, asked] = httpGet === undefined ? (['tcpSocket.host', tcpSocket] as const) : (['httpGet.host', httpGet] as const);
  return asked === undefined || own.has(asked.host ?? '') ? undefined : [part, `its liveness probe asks ${asked.host}, which is not the pod`];
}

function otherService({ exec }: Probe, { services: mine }: Workload, { services }: Scene): Sign | undefined {
  const others = services.filter((one) => !mine.includes(one)).map(({ metadata }) => metadata.name);
  const text = exec?.command.join(' ') ?? '';
  const named = others.find((name) => new RegExp(String.raw`(?:^|[\s/@"'=])${name}(?:[.:/\s"']|$)`).test(text));
  return named === undefined ? undefined : ['exec.command', `its liveness probe names service ${named}`];
}
