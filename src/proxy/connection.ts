import type { Socket } from 'node:net';
import type { Time } from '../platform/timer.ts';
import type { Chance } from './chance.ts';
import { HttpTap } from './http/tap.ts';
import type { Judge, TapWorld } from './http/world.ts';
import { Link } from './link.ts';
import type { End } from './stage.ts';
import type { Toxic } from './toxic.ts';
import { finishSocket, flow, Upstream } from './upstream.ts';

export interface ConnectionWorld {
  readonly time: Time;
  readonly chance: Chance;
  readonly judge: Judge;
  /** Dials upstream again. */
  readonly dial: () => Socket;
  /** Both ends are closed. */
  readonly closed: () => void;
}

/**
 * A client and its upstream: client → toxics → HTTP tap → upstream, and back the same way.
 * The tap sits at upstream's door, so that an answer of the rules passes the toxics as upstream's would.
 */
export class Connection implements Disposable {
  readonly #client: Socket;
  readonly #upstream: Upstream;
  readonly #up: Link;
  readonly #down: Link;
  readonly #tap: HttpTap;
  readonly #closed: () => void;
  readonly #holds = { link: false, tap: false };
  #clientOver = false;

  constructor(client: Socket, upstream: Socket, world: ConnectionWorld) {
    this.#client = client;
    this.#closed = world.closed;
    this.#tap = new HttpTap(this.#doors(world));
    const pauseClient = (held: boolean): void => flow(client, held);
    this.#up = new Link({ ...world, pause: pauseClient }, { write: (data) => this.#tap.request(data), finish: (end) => this.#finishUpstream(end) });
    const pauseUpstream = (held: boolean): void => this.#hold('link', held);
    this.#down = new Link({ ...world, pause: pauseUpstream }, { write: (data) => client.write(data), finish: (end) => this.#finishClient(end) });
    this.#upstream = this.#join(upstream, world);
    this.#listen();
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
    this.#upstream[Symbol.dispose]();
  }

  #doors({ time, judge }: ConnectionWorld): TapWorld {
    return {
      time,
      judge,
      toUpstream: (data) => this.#upstream.write(data),
      toClient: (data) => this.#down.push(data),
      endClient: (end) => this.#down.finish(end),
      park: () => {
        this.#upstream.park();
        this.#settle();
      },
      hold: (held) => this.#hold('tap', held),
      requestsFlow: () => {
        if (!this.#upstream.full) this.#up.drained();
      },
    };
  }

  #join(socket: Socket, { dial }: ConnectionWorld): Upstream {
    return new Upstream(socket, dial, {
      data: (data) => this.#tap.response(data),
      end: (end) => this.#tap.responseEnd(end),
      drain: () => this.#up.drained(),
      over: () => this.#settle(),
    });
  }

  #listen(): void {
    this.#client
      .setNoDelay(true)
      .on('error', () => undefined)
      .on('data', (data) => this.#up.push(data))
      .on('end', () => this.#up.finish('end'))
      .on('drain', () => this.#down.drained())
      .on('close', () => {
        this.#clientOver = true;
        this.#up.finish('close');
        this.#settle();
      });
  }

  #finishUpstream(end: End): void {
    if (end === 'reset') return this.#reset();
    this.#tap.requestEnd();
    // There is nobody who would answer that with an end of its own.
    if (this.#upstream.parked) this.#tap.responseEnd(end);
    else this.#upstream.finish(end);
  }

  #finishClient(end: End): void {
    if (end === 'reset') this.#reset();
    else finishSocket(this.#client, end);
  }

  #reset(): void {
    finishSocket(this.#client, 'reset');
    this.#upstream.finish('reset');
  }

  #hold(who: 'link' | 'tap', held: boolean): void {
    this.#holds[who] = held;
    this.#upstream.hold(this.#holds.link || this.#holds.tap);
  }

  #settle(): void {
    if (!this.#clientOver || !(this.#upstream.over || this.#upstream.parked)) return;
    this.#rest();
    this.#closed();
  }

  #rest(): void {
    this.#up[Symbol.dispose]();
    this.#down[Symbol.dispose]();
    this.#tap[Symbol.dispose]();
  }
}
