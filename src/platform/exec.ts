import type { Exec, ExecCall, ExecResult } from '../ports/exec.ts';

const outputLimit = 64 * 1024;

/** Programs of this machine, through execa: no shell, bounded in time and output, `node` is our own. */
export const systemExec: Exec = { run };

async function run(call: ExecCall): Promise<ExecResult> {
  const { execa } = await import('execa');
  const [program = '', ...args] = call.argv;
  const result = await execa(program === 'node' ? process.execPath : program, args, {
    cwd: call.cwd,
    timeout: call.timeout,
    reject: false,
    stdin: 'ignore',
    maxBuffer: outputLimit,
    forceKillAfterDelay: 1000,
    // A wrapper that is killed alone leaves what it started, which holds our pipes and goes on acting.
    killDescendants: true,
    ...(call.env === undefined ? {} : { env: call.env }),
    ...(call.signal === undefined ? {} : { cancelSignal: call.signal }),
  });
  const output = { stdout: result.stdout, stderr: result.stderr };
  if (result.timedOut) return { end: 'timed out', ...output };
  if (result.isCanceled) return { end: 'cancelled', ...output };
  if (result.isTerminated) return { end: 'signalled', why: result.signal ?? 'a signal', ...output };
  if (result.exitCode === undefined) return { end: 'not started', why: result.shortMessage ?? 'unknown', ...output };
  return { end: 'exited', code: result.exitCode, ...output };
}
