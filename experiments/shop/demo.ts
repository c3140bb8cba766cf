/** The demo: one experiment on a shop with every resilience pattern, then on one without; what happens is shown as it happens. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { answersAt } from './answers.ts';
import { layoutAt, defaultBase, root } from './layout.ts';
import type { Mode } from './patterns.ts';

const experiment = 'experiments/shop/slow-payments.yaml';
/** Shorter than the weekly job's minute, so that both runs fit into two. */
const vars = { for: '12s', settle: '5s', baseline: '10s' };
const endWithin = 110_000;
/** As a shell says it of a program that a Ctrl-C has ended. */
const interrupted = 130;

/** Nothing was shown, for or against the shop. */
const refusedOrUndecided: ReadonlySet<number> = new Set([4, 6]);

interface Act {
  readonly mode: Mode;
  readonly says: string;
  /** Exit codes that are as expected. */
  readonly expects: readonly number[];
}

const acts: readonly Act[] = [
  { mode: 'resilient', says: 'Timeouts, a retry budget, a circuit breaker, a queue to fall back on. Expected: HELD.', expects: [0] },
  { mode: 'fragile', says: 'The same shop with all of that turned off. Expected: ABORTED (or REFUTED), and restored.', expects: [1, 3] },
];

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const front = `http://127.0.0.1:${layoutAt(defaultBase).balancer}`;

/** Runs the experiment through the command line, as anyone would; a signal to the demo becomes the run's, which restores and ends. */
async function run({ mode }: Act, halt: AbortSignal): Promise<number> {
  const args = ['run', experiment, ...Object.entries({ ...vars, mode }).flatMap(([name, value]) => ['--var', `${name}=${value}`])];
  const child = spawn(process.execPath, [join(root, 'bin', 'firedrill.js'), ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  const pass = (): boolean => child.kill('SIGINT');
  halt.addEventListener('abort', pass, { once: true });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? interrupted)); // no code: the signal came before it listened, and before it touched anything
  });
}

/** Whether the act went as expected. */
async function perform(act: Act, number: number, halt: AbortSignal): Promise<boolean> {
  say(`\n━━ ${number} of ${acts.length}: payments answers two seconds late, on the ${act.mode} shop\n   ${act.says}\n`);
  const code = await run(act, halt);
  const asExpected = act.expects.includes(code) && !halt.aborted;
  if (halt.aborted) say(`\n   Stopped before its end, exit code ${code}: what was injected is out again, unless the lines above say otherwise.`);
  else say(`\n   Exit code ${code}: ${asExpected ? 'as expected' : `not as expected (${act.expects.join(' or ')})`}.`);
  if (!halt.aborted && refusedOrUndecided.has(code))
    say('   The shop is a second late on a machine that is busy with something else: try again when it is not.');
  return asExpected;
}

function halting(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => controller.abort(new Error('asked to end'));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  setTimeout(stop, endWithin).unref();
  return controller.signal;
}

const next = `
Both went as expected. What to read next:
  ${experiment}    the experiment, to be read aloud
  experiments/shop/README.md             the shop, four more drills, and four mistakes they find
  npm run -s firedrill -- report <run>   what a run leaves behind (the names of the two stand above)
  npm run -s firedrill -- run experiments/shop/payments-503.yaml   the one a team runs every week`;

async function demo(): Promise<number> {
  // Not /ready: a shop under a fault is not, and is there all the same.
  if (await answersAt(`${front}/health`)) {
    say(`Cannot start the demo: something answers at ${front} already. End it first; a shop in the background with: npm run shop -- --stop`);
    return 1;
  }
  const halt = halting();
  let asExpected = true;
  for (const [index, act] of acts.entries()) asExpected &&= await perform(act, index + 1, halt);
  if (await answersAt(`${front}/health`)) say(`The shop still answers at ${front}, and should not. firedrill restore says what is left.`);
  else if (asExpected) say(next);
  if (halt.aborted) return interrupted;
  return asExpected ? 0 : 1;
}

process.exitCode = await demo();
