import { compile, type JSONValue } from 'json-p3';
import { Pool } from 'undici';
import type { LoadSpec } from '../../domain/experiment.ts';
import type { Json } from '../../domain/json.ts';
import { createJudge, type Judge } from './judge-response.ts';

/** Bytes of a body that are read for judging. */
const bodyLimit = 1024 * 1024;

/** Sends one request of a load and judges it; `undefined` for a good answer, else why not. */
export type Send = (signal: AbortSignal) => Promise<string | undefined>;

/**
 * What sends the requests of a load, over connections that grow with what is in flight.
 * Throws for a JSON path that cannot be read.
 */
export function createTarget(spec: LoadSpec): Send {
  const url = new URL(spec.url);
  const judge = createJudge([spec.success, ...(spec.alsoGood ?? [])], compilePath);
  // One request a connection and no limit to them: a request that waited here for another would be charged to the target.
  const connect = { timeout: spec.timeout + 1000 };
  const pool = new Pool(url.origin, { connections: null, pipelining: 1, allowH2: false, connect, headersTimeout: 0, bodyTimeout: 0 });
  const headers = { 'user-agent': 'firedrill', ...spec.headers };
  const call = { path: url.pathname + url.search, method: spec.method, headers, body: spec.body ?? null };
  return async (signal) => {
    try {
      const { statusCode, headers, body } = await pool.request({ ...call, signal });
      return judge.judge({ status: statusCode, headers, body: await read(body, judge) });
    } catch (error) {
      return reasonOf(error);
    }
  };
}

// Read to the end in any case: an answer that breaks off is none, and the connection is free only then.
async function read(body: AsyncIterable<Uint8Array>, { readsBody }: Judge): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    if (!readsBody) continue;
    size += chunk.length;
    if (size > bodyLimit) throw new Error('the body is longer than 1 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

// The library asks for a mutable type, and only reads.
function compilePath(path: string): (document: Json) => readonly unknown[] {
  const query = compile(path);
  return (document) => query.query(document as JSONValue).values();
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ECONNRESET' || code === 'UND_ERR_SOCKET') return 'connection closed before the answer was complete';
  return typeof code === 'string' ? `${code}: ${error.message}` : error.message;
}
