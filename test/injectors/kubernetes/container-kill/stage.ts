/** The shop in memory, with what runs in its containers. */
import type { JsonObject } from '../../../../src/domain/json.ts';
import { pods } from '../../../../src/domain/kubernetes/pods.ts';
import { pathOf } from '../../../../src/domain/kubernetes/resource.ts';
import { containerKill } from '../../../../src/injectors/kubernetes/container-kill/kind.ts';
import type { ContainerKillSpec } from '../../../../src/injectors/kubernetes/container-kill/schema.ts';
import type { Executed } from '../../../../src/ports/cluster.ts';
import { openShop, type Shop } from '../pod-kill/shop.ts';

/** As /proc/1/status has it; the fifteenth bit is SIGTERM. */
export const handling = 'Name:\tnode\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001000\nSigCgt:\t0000000108004a02\n';
export const ignoring = 'Name:\tsleep\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000004000\nSigCgt:\t0000000000000000\n';

export interface Containers extends Omit<Shop, 'spec'> {
  spec(keys?: object): ContainerKillSpec;
  restarts(): readonly number[];
  /** Changes what the API says of a container: that it runs, for the nth time, or not. */
  set(pod: string, state: { readonly restarts: number; readonly running: boolean; readonly ready?: boolean }): void;
  /** What each program does; those of a container that handles TERM, unless changed. */
  programs: { cat(): Executed; check(): Executed; term(pod: string): Executed };
}

const done: Executed = { code: 0, stdout: '', stderr: '' };

export async function openContainers(): Promise<Containers> {
  const shop = await openShop();
  const { cluster } = shop;
  const at = (name: string): string => pathOf(pods, { namespace: 'shop', name });
  const containers: Containers = {
    ...shop,
    spec: (keys) => containerKill.schema.parse({ namespace: 'shop', owner: 'deployment/storefront', ...keys }),
    restarts: () => shop.pods().map((pod) => (pod['status'] as { containerStatuses: { restartCount: number }[] }).containerStatuses[0]?.restartCount ?? 0),
    set: (name, { restarts, running, ready = running }) => {
      const found = cluster.objects.get(at(name));
      if (found === undefined) throw new Error(`no pod ${name}`);
      const status = {
        name: 'web',
        ready,
        restartCount: restarts,
        containerID: `c-${restarts}`,
        state: running ? { running: {} } : { terminated: { exitCode: 143 } },
      };
      const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }];
      cluster.objects.set(at(name), { ...found, status: { ...(found['status'] as JsonObject), conditions, containerStatuses: [status] } });
      cluster.settle();
    },
    programs: {
      cat: () => ({ ...done, stdout: handling }),
      check: () => done,
      term: (pod) => {
        containers.set(pod, { restarts: 1, running: true });
        return { ...done, code: undefined };
      },
    },
  };
  for (const { metadata } of shop.pods()) containers.set(metadata.name, { restarts: 0, running: true });
  cluster.execute = ({ name }, _, argv) => {
    if (argv.join(' ') === 'cat /proc/1/status') return containers.programs.cat();
    if (argv.join(' ') === 'kill -0 1') return containers.programs.check();
    if (argv.join(' ') === 'kill -TERM 1') return containers.programs.term(name);
    return { code: 127, stdout: '', stderr: `no ${argv.join(' ')}` };
  };
  return containers;
}
