import type { Socket } from 'node:net';
import type { Time } from '../platform/timer.ts';
import type { Chance } from './chance.ts';
import { HttpTap } from './http/tap.ts';
import type { Judge } from './http/world.ts';
import { Link } from './link.ts';
import type { End } from './stage.ts';
import type { Toxic } from './toxic.ts';

export interface ConnectionWorld {
  readonly time: Time;
  readonly chance: Chance;
  readonly judge: Judge;
  /** Both sockets are closed. */
  readonly closed: () => void;
}

/**
 * A client and its upstream: client → toxics → HTTP tap → upstream, and back the same way.
 * The tap sits at upstream's door, so that an answer of the rules passes the toxics as upstream's would.
 */
export class Connection implements Disposable {
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #up: Link;
  readonly #down: Link;
  readonly #tap: HttpTap;
  #open = 2;
  readonly #holds = { link: false, tap: false };

  constructor(client: Socket, upstream: Socket, world: ConnectionWorld) {
    this.#client = client;
    this.#upstream = upstream;
    this.#tap = new HttpTap({ ...this.#doors(), time: world.time, judge: world.judge });
    this.#up = this.#upLink(world);
    this.#down = this.#downLink(world);
    this.#listen(world);
  }

  /** Puts the proxy's toxics to work as they are now. */
  reconcile(toxics: readonly Toxic[]): void {
    this.#up.reconcile(toxics.filter(({ direction }) => direction === 'upstream'));
    this.#down.reconcile(toxics.filter(({ direction }) => direction === 'downstream'));
  }

  /** After a change of rules. */
  reconsider(): void {
    this.#tap.reconsider();
  }

  [Symbol.dispose](): void {
    this.#rest();
    this.#client.destroy();
    this.#upstream.destroy();
  }

  #doors() {
    return {
      toUpstream: (data: Buffer) => this.#upstream.write(data),
      toClient: (data: Buffer) => this.#down.push(data),
      endClient: (end: End) => this.#down.finish(end),
      requestsFlow: () => {
        if (!this.#upstream.writableNeedDrain) this.#up.drained();
      },
      hold: (held: boolean) => this.#hold('tap', held),
    };
  }

  #upLink({ time, chance }: ConnectionWorld): Link {
    const pause = (held: boolean): void => flow(this.#client, held);
    return new Link({ time, chance, pause }, { write: (data) => this.#tap.request(data), finish: (end) => this.#finishUpstream(end) });
  }

  #downLink({ time, chance }: ConnectionWorld): Link {
    const pause = (held: boolean): void => this.#hold('link', held);
    return new Link({ time, chance, pause }, { write: (data) => this.#client.write(data), finish: (end) => this.#finish(this.#client, end) });
  }

  #listen({ closed }: ConnectionWorld): void {
    const end = (): void => {
      this.#open -= 1;
      if (this.#open > 0) return;
      this.#rest();
      closed();
    };
    // A failed socket closes, and its close is passed on behind what it had sent.
    for (const socket of [this.#client, this.#upstream])
      socket
        .setNoDelay(true)
        .on('error', () => undefined)
        .on('close', end);
    this.#client
      .on('data', (data) => this.#up.push(data))
      .on('end', () => this.#up.finish('end'))
      .on('close', () => this.#up.finish('close'))
      .on('drain', () => this.#down.drained());
    this.#upstream
      .on('data', (data) => this.#tap.response(data))
      .on('end', () => this.#tap.responseEnd('end'))
      .on('close', () => this.#tap.responseEnd('close'))
      .on('drain', () => this.#up.drained());
  }

  #finishUpstream(end: End): void {
    if (end === 'end') this.#tap.requestEnd();
    this.#finish(this.#upstream, end);
  }

  #finish(socket: Socket, end: End): void {
    switch (end) {
      case 'end':
        socket.end();
        return;
      case 'close':
        socket.destroySoon();
        return;
      case 'reset':
        this.#client.resetAndDestroy();
        this.#upstream.resetAndDestroy();
    }
  }

  #hold(who: 'link' | 'tap', held: boolean): void {
    this.#holds[who] = held;
    flow(this.#upstream, this.#holds.link || this.#holds.tap);
  }

  #rest(): void {
    this.#up[Symbol.dispose]();
    this.#down[Symbol.dispose]();
    this.#tap[Symbol.dispose]();
  }
}

/** A paused socket reads no more, and its sender's own send buffer fills up. */
function flow(socket: Socket, held: boolean): void {
  if (held === socket.isPaused()) return;
  if (held) socket.pause();
  else socket.resume();
}
