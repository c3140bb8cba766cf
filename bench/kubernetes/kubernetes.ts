/** What a pod kill asks of an API server, and how long that takes, as pods and kills grow. */
import { seeded } from '../../src/domain/random.ts';
import { podKill } from '../../src/injectors/kubernetes/pod-kill/kind.ts';
import type { Injector, InjectorPorts } from '../../src/ports/injector.ts';
import { fit } from '../statistics.ts';
import { table, tenths, whole } from '../table.ts';
import { ports } from '../../test/injectors/programs.ts';
import { realCluster } from '../../test/kubernetes/real.ts';
import { systemProgram } from '../../test/system.ts';
import { countedCluster, type Asked, type Counted } from './counted.ts';
import { openHerd } from './herd.ts';

/** The first is not printed: it pays for connections and for code that has not run yet. */
const sizes = [
  { pods: 50, kills: 10 },
  { pods: 50, kills: 10 },
  { pods: 100, kills: 20 },
  { pods: 200, kills: 40 },
  { pods: 400, kills: 80 },
  { pods: 500, kills: 50 },
  { pods: 500, kills: 100 },
];

interface Measured extends Asked {
  readonly ms: number;
}

type Step = 'preflight' | 'choose' | 'kill' | 'look' | 'wait';
type Row = (typeof sizes)[number] & { readonly steps: Readonly<Record<Step, Measured>> };

export async function benchKubernetes(signal: AbortSignal): Promise<void> {
  const [address, kwok] = [realCluster(), systemProgram('kwok')];
  if (address === undefined || kwok === undefined) return;
  await using counted = countedCluster(address);
  const most = Math.max(...sizes.map(({ pods }) => pods));
  await using herd = await openHerd(counted.cluster, address.kubeconfig, kwok, most, signal);
  const rows: Row[] = [];
  for (const [index, size] of sizes.entries()) {
    process.stderr.write(`${size.pods} pods, ${size.kills} killed …\n`);
    await herd.grow(size.pods);
    const steps = await killOnce(counted, herd.namespace, size.kills, index, signal);
    if (index > 0) rows.push({ ...size, steps });
  }
  print(rows);
}

async function killOnce(counted: Counted, namespace: string, kills: number, n: number, signal: AbortSignal): Promise<Row['steps']> {
  const injector: Injector = await podKill.load(portsFor(counted, n));
  const spec = podKill.schema.parse({ namespace, owner: 'deployment/herd', count: kills });
  const step = async <T>(act: () => Promise<T>): Promise<[T, Measured]> => {
    const [before, began] = [counted.asked(), performance.now()];
    const result = await act();
    const after = counted.asked();
    return [result, { calls: after.calls - before.calls, objects: after.objects - before.objects, ms: performance.now() - began }];
  };
  const [refusals, preflight] = await step(() => injector.preflight(spec, signal));
  if (refusals.length > 0) throw new Error(refusals.map(({ why }) => why).join('\n'));
  const [{ undo }, choose] = await step(() => injector.prepare(spec, { run: 'bench', n }, signal));
  const [applied, kill] = await step(() => injector.apply(spec, undo, signal));
  if (applied.kind === 'refused') throw new Error(applied.refusals.map(({ why }) => why).join('\n'));
  if (applied.kind === 'unclear') throw new Error(applied.why);
  const [seen, look] = await step(() => injector.observe(undo, signal));
  if (seen.presence !== 'present') throw new Error(`it is ${seen.presence}: ${seen.detail}`);
  const [restored, wait] = await step(() => injector.restore(undo, signal));
  if (restored.kind === 'left') throw new Error(restored.left.map(({ why }) => why).join('\n'));
  return { preflight, choose, kill, look, wait };
}

function portsFor({ cluster }: Counted, seed: number): InjectorPorts {
  return { ...ports, random: seeded(seed), contexts: { [cluster.address.context]: cluster.address }, kubernetes: { connect: async () => cluster } };
}

function print(rows: readonly Row[]): void {
  const lines = rows.map(({ pods, kills, steps: { preflight, choose, kill, look, wait } }) => [
    `${pods} pods, ${kills} killed`,
    ...[preflight.calls + choose.calls, preflight.objects + choose.objects, preflight.ms + choose.ms].map(whole),
    ...[kill.calls, kill.objects, kill.ms].map(whole),
    ...[kill.calls, kill.objects, kill.ms].map((all) => tenths(all / kills)),
    ...[look.calls, look.objects, look.ms, wait.ms].map(whole),
  ]);
  const each = (of: string): string[] => ['calls', 'objects', 'ms'].map((one) => `${of}: ${one}`);
  process.stdout.write(`\n${table(['', ...each('choose'), ...each('kill'), ...each('one'), ...each('look'), 'back: ms'], lines)}\n`);
  const { slope, error } = fit(rows.map(({ pods, kills, steps }) => ({ x: pods, y: steps.kill.ms / kills })));
  process.stdout.write(`\nOne kill takes ${(slope * 100).toFixed(1)} ms more (± ${(2 * error * 100).toFixed(1)}) for every 100 pods beside it.\n`);
}
