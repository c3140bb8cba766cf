/** The replicas behind the balancer: who is up, and whose turn it is. */
import { Pool } from 'undici';

export interface Replica {
  readonly port: number;
  readonly pool: Pool;
  up: boolean;
}

export class Replicas {
  readonly all: readonly Replica[];
  #next = 0;

  constructor(ports: readonly number[]) {
    this.all = ports.map((port) => ({ port, up: true, pool: new Pool(`http://127.0.0.1:${port}`, { connections: null, headersTimeout: 0, bodyTimeout: 0 }) }));
  }

  /** Whom to try, in order: round robin over those that are up, and over all where none is. */
  inTurn(): readonly Replica[] {
    const up = this.all.filter((replica) => replica.up);
    const candidates = up.length > 0 ? up : this.all;
    this.#next = (this.#next + 1) % this.all.length;
    const from = this.#next % candidates.length;
    return [...candidates.slice(from), ...candidates.slice(0, from)];
  }

  /** Asks every replica whether it is well, and believes it. */
  async check(within: number): Promise<void> {
    await Promise.all(this.all.map(async (replica) => (replica.up = await healthy(replica.pool, '/health', within))));
  }
}

/** Whether `path` answers 200 within so many ms. */
export async function healthy(pool: Pool, path: string, within: number): Promise<boolean> {
  try {
    const { statusCode, body } = await pool.request({ method: 'GET', path, signal: AbortSignal.timeout(within) });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}
