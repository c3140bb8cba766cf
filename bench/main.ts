/** `npm run bench -- halt | watch | start | kubernetes`: prints figures of this machine, asserts none of them. */
import { parseArgs } from 'node:util';
import { machine } from './machine.ts';

const usage = `Usage: npm run bench -- <name>
  halt  [--runs 50] [--lanes 4]  from the breach being visible to the fault being gone, beside Chaos Toolkit (about 10 minutes)
  watch [--long]                 CPU and memory of watching 10, 100 and 1 000 SLIs (about 5 minutes; --long: 9)
  start [--rounds 15]            cold start, beside Chaos Toolkit (about half a minute)
  kubernetes                     calls and time of a pod kill, of up to 500 pods, on a real cluster with nodes of kwok (about 3 minutes)`;

const options = {
  runs: { type: 'string', default: '50' },
  lanes: { type: 'string', default: '4' },
  long: { type: 'boolean', default: false },
  rounds: { type: 'string', default: '15' },
} as const;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const benches: Record<string, (signal: AbortSignal) => Promise<void>> = {
    halt: async (signal) => (await import('./halt/halt.ts')).benchHalt({ runs: Number(values.runs), lanes: Number(values.lanes) }, signal),
    watch: async (signal) => (await import('./watch/watch.ts')).benchWatch({ long: values.long }, signal),
    start: async (signal) => (await import('./start/start.ts')).benchStart({ rounds: Number(values.rounds) }, signal),
    kubernetes: async (signal) => (await import('./kubernetes/kubernetes.ts')).benchKubernetes(signal),
  };
  const bench = benches[positionals[0] ?? ''];
  if (bench === undefined) return refuse();
  process.stdout.write(`${machine()}\n`);
  await bench(operator());
}

function refuse(): void {
  process.stderr.write(`${usage}\n`);
  process.exitCode = 2;
}

/** Ctrl-C ends what was started first: a run that is under way restores. */
function operator(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => controller.abort(new Error('asked to end')));
  return controller.signal;
}

await main();
