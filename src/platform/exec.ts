import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Exec, ExecCall, ExecResult } from '../ports/exec.ts';

const outputLimit = 64 * 1024;
/** What a program said last may still be in its pipes when it has exited; whoever else holds them is not waited for. */
const lastWords = 100;

/** Programs of this machine, through execa: no shell, bounded in time and output, in a process group of their own, `node` is our own. */
export const systemExec: Exec = { run };

async function run(call: ExecCall): Promise<ExecResult> {
  const { execa } = await import('execa');
  const [program = '', ...args] = call.argv;
  const child = execa(program === 'node' ? process.execPath : program, args, {
    cwd: call.cwd,
    timeout: call.timeout,
    reject: false,
    stdin: 'ignore',
    // Ours to collect: a program that says more than we keep is no reason to end it.
    buffer: false,
    forceKillAfterDelay: 1000,
    // A wrapper that is killed alone leaves what it started. Also gives it its group: a Ctrl-C at the terminal is ours alone.
    killDescendants: true,
    ...(call.env === undefined ? {} : { env: call.env }),
    ...(call.signal === undefined ? {} : { cancelSignal: call.signal }),
  });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  letGo(child.nodeChildProcess, call);
  const result = await child;
  const output = { stdout: stdout(), stderr: stderr() };
  if (result.timedOut) return { end: 'timed out', ...output };
  if (result.isCanceled) return { end: 'cancelled', ...output };
  if (result.isTerminated) return { end: 'signalled', why: result.signal ?? 'a signal', ...output };
  if (result.exitCode === undefined) return { end: 'not started', why: result.shortMessage ?? 'unknown', ...output };
  return { end: 'exited', code: result.exitCode, ...output };
}

/** Keeps the first of it, and reads the rest to nowhere, so that the program never waits for us. */
function collect(stream: Readable): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    if (size < outputLimit) chunks.push(chunk.subarray(0, outputLimit - size));
    size += chunk.length;
  });
  return () =>
    Buffer.concat(chunks)
      .toString('utf8')
      .replace(/\r?\n$/, '');
}

/** A daemon that a program leaves behind holds its pipes for as long as it lives: the program has ended all the same. */
function letGo(child: ChildProcess, { timeout, signal }: ExecCall): void {
  const over = performance.now() + timeout - 5; // a timer may fire a little early
  child.once('exit', () => {
    // Ended by us: what it started is being ended too, by force after a second, and that is waited for.
    if (signal?.aborted === true || performance.now() >= over) return;
    const late = setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream?.destroy()), lastWords);
    child.once('close', () => clearTimeout(late));
  });
}
