import { Writable } from 'node:stream';
import { Exec, type KubeConfig, type V1Status } from '@kubernetes/client-node';
import { ClusterError } from '../domain/kubernetes/cluster-error.ts';
import { reason } from '../domain/reason.ts';
import { ms } from '../domain/units.ts';
import type { Clock } from '../ports/clock.ts';
import type { Executed } from '../ports/cluster.ts';

const patience = ms(10_000);
const limit = 64 * 1024;

export interface ExecIn {
  readonly namespace: string;
  readonly name: string;
  readonly container: string;
  readonly argv: readonly string[];
}

/** Runs a program in a container over the API's WebSocket; its output is cut at 64 KiB a stream. Throws a `ClusterError` where it could not be started, or no end was told. */
export async function execIn(config: KubeConfig, { namespace, name, container, argv }: ExecIn, clock: Clock, signal: AbortSignal): Promise<Executed> {
  signal.throwIfAborted();
  using deadline = clock.deadline(patience, signal);
  const [out, err] = [collector(), collector()];
  const ended = Promise.withResolvers<V1Status | undefined>();
  const late = (): void => ended.reject(new ClusterError('timeout', `exec in ${namespace}/${name} did not end within 10 s`));
  deadline.signal.addEventListener('abort', late, { once: true });
  const opening = new Exec(config).exec(namespace, name, container, [...argv], out.stream, err.stream, null, false, (status) => ended.resolve(status));
  opening.then(
    (socket) => socket.addEventListener('close', () => ended.resolve(undefined)),
    (error: unknown) => ended.reject(new ClusterError('unreachable', `exec in ${namespace}/${name} cannot be started: ${reason(error)}`, { cause: error })),
  );
  try {
    const status = await ended.promise;
    return { code: codeOf(status), stdout: out.text(), stderr: [err.text(), status?.message ?? ''].filter((one) => one !== '').join('\n') };
  } finally {
    opening.then((socket) => socket.close()).catch(() => undefined);
  }
}

/** Zero for success; undefined where the connection ended without a word, or it ended otherwise. Source: apimachinery, Status of remote commands. */
function codeOf(status: V1Status | undefined): number | undefined {
  if (status?.status === 'Success') return 0;
  const cause = status?.details?.causes?.find(({ reason: why }) => why === 'ExitCode');
  return cause?.message === undefined ? undefined : Number(cause.message);
}

function collector(): { readonly stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  let size = 0;
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (size < limit) chunks.push(chunk.subarray(0, limit - size));
      size += chunk.length;
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}
