import { availableParallelism, cpus, loadavg, release } from 'node:os';

/** Where the figures come from: without it they say nothing. */
export function machine(): string {
  const [first] = cpus();
  const load = loadavg().map((one) => one.toFixed(1));
  return [
    `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${process.platform} ${release()}`,
    `${availableParallelism()} cores (${first?.model ?? 'unknown'}), load average at the start ${load.join(' ')}`,
  ].join('; ');
}
