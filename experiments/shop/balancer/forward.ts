/** Sends a request to a replica, and to another one when that replica is gone. */
import { randomUUID } from 'node:crypto';
import type { Counter } from 'prom-client';
import type { Answer, Call } from '../service.ts';
import type { Replica, Replicas } from './replicas.ts';

interface Forwarding {
  readonly replicas: Replicas;
  /** Whether a lost request goes to another replica. */
  readonly failover: boolean;
  readonly retries: Counter;
}

/** The key makes every request safe to send again: a checkout that reached a replica just before it died is charged once. */
export async function forward(call: Call, { replicas, failover, retries }: Forwarding): Promise<Answer> {
  const key = String(call.headers['idempotency-key'] ?? randomUUID());
  const body = call.method === 'GET' || call.method === 'HEAD' ? null : await call.text();
  let lost: unknown = new Error('no replica is up');
  for (const replica of replicas.inTurn().slice(0, failover ? undefined : 1)) {
    try {
      return await ask(replica, call, key, body);
    } catch (error) {
      lost = error;
      if (failover) replica.up = false; // until its next health check says otherwise
      retries.inc();
    }
  }
  return { status: 502, body: { error: lost instanceof Error ? lost.message : String(lost) } };
}

async function ask({ pool }: Replica, call: Call, key: string, body: string | null): Promise<Answer> {
  const path = `${call.url.pathname}${call.url.search}`;
  const answer = await pool.request({ method: call.method, path, headers: { 'idempotency-key': key }, body });
  // Read to its end before the first byte goes out: an answer cut off half-way can then still come from another replica.
  const text = await answer.body.text();
  const headers = Object.fromEntries(kept.flatMap((name) => (answer.headers[name] === undefined ? [] : [[name, String(answer.headers[name])]])));
  return { status: answer.statusCode, headers, body: text };
}

const kept = ['content-type', 'retry-after', 'x-order', 'x-total'];
