import { ClusterError } from '../domain/kubernetes/cluster-error.ts';
import { pathOf, type At } from '../domain/kubernetes/resource.ts';
import type { LogStart } from '../ports/cluster.ts';
import type { Connection } from './connection.ts';

const limit = 1024 * 1024;

/** Follows the log of a container. Source: Kubernetes API reference, "read log of the specified Pod". */
export async function* followLogs(
  connection: Pick<Connection, 'follow'>,
  pod: Required<At>,
  container: string,
  from: LogStart,
  signal: AbortSignal,
): AsyncIterable<string> {
  const path = pathOf({ version: 'v1', plural: 'pods/log' }, pod);
  const since: Readonly<Record<string, string>> = from.kind === 'first' ? {} : { sinceSeconds: String(Math.max(1, Math.ceil(from.seconds))) };
  for await (const line of lines(connection.follow({ method: 'GET', path, query: { container, follow: 'true', ...since } }, signal))) {
    signal.throwIfAborted();
    yield line;
  }
  signal.throwIfAborted();
}

/** What stands before each end of line; a line may come in many parts, and a part may hold many lines. */
async function* lines(parts: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let begun = '';
  for await (const part of parts) {
    const [first = '', ...more] = decoder.decode(part, { stream: true }).split('\n');
    begun += first;
    for (const next of more) {
      yield begun;
      begun = next;
    }
    if (begun.length > limit) throw new ClusterError('server', 'a line of the log is longer than 1 MiB');
  }
}
