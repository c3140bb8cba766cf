import { connect, type Socket } from 'node:net';
import { parseHostPort, showHostPort } from './address.ts';
import { Connection } from './connection.ts';
import { listen, resolveAddress, type Listening } from './listener.ts';
import { Rules } from './rules/rules.ts';
import type { Toxic } from './toxic.ts';
import type { World } from './world.ts';

export interface ProxyConfig {
  readonly name: string;
  /** host:port; port 0 takes a free one. */
  readonly listen: string;
  /** host:port */
  readonly upstream: string;
  readonly enabled: boolean;
}

/** One proxied address: its listener, its connections, its toxics and its rules. */
export class FaultProxy {
  readonly name: string;
  readonly rules = new Rules();
  readonly #world: World;
  readonly #connections = new Set<Disposable & Partial<Pick<Connection, 'reconcile' | 'reconsider'>>>();
  #listen: string;
  #upstream: string;
  #listener: Listening | undefined;
  #toxics: readonly Toxic[] = [];
  /** Whether upstream refused last time, so that a dead one is told of once and not at every client. */
  #refused = false;

  constructor(config: Omit<ProxyConfig, 'enabled'>, world: World) {
    this.name = config.name;
    this.#listen = config.listen;
    this.#upstream = config.upstream;
    this.#world = world;
  }

  get enabled(): boolean {
    return this.#listener !== undefined;
  }

  /** Upstream's before downstream's, each in the order they came, as the original lists them. */
  get toxics(): readonly Toxic[] {
    return [...this.#toxics].sort((a, b) => (a.direction === b.direction ? 0 : a.direction === 'upstream' ? -1 : 1));
  }

  get config(): ProxyConfig {
    return { name: this.name, listen: this.#listen, upstream: this.#upstream, enabled: this.enabled };
  }

  async start(): Promise<void> {
    if (this.#listener !== undefined) return;
    this.#listener = await listen(this.#listen, (client) => this.#accept(client));
    this.#listen = this.#listener.address;
    this.#world.log(`proxy ${this.name}: ${this.#listen} → ${this.#upstream}`);
  }

  /** Closes the listener and every connection; toxics and rules stay. */
  async stop(): Promise<void> {
    const listener = this.#listener;
    if (listener === undefined) return;
    this.#listener = undefined;
    const closed = listener[Symbol.asyncDispose]();
    for (const connection of this.#connections) connection[Symbol.dispose]();
    this.#connections.clear();
    await closed;
    this.#world.log(`proxy ${this.name}: stopped`);
  }

  /** Whether these addresses are others than its own; a changed port of 0 is one. */
  async differs({ listen, upstream }: Pick<ProxyConfig, 'listen' | 'upstream'>): Promise<boolean> {
    return showHostPort(await resolveAddress(listen)) !== this.#listen || upstream !== this.#upstream;
  }

  async update(next: Omit<ProxyConfig, 'name'>): Promise<void> {
    if (await this.differs(next)) {
      await this.stop();
      this.#listen = next.listen;
      this.#upstream = next.upstream;
    }
    await (next.enabled ? this.start() : this.stop());
  }

  add(toxic: Toxic): void {
    this.#toxics = [...this.#toxics, toxic];
    this.reconcile();
  }

  /** False where it was gone already. */
  remove(toxic: Toxic): boolean {
    const known = this.#toxics.includes(toxic);
    this.#toxics = this.#toxics.filter((other) => other !== toxic);
    this.reconcile();
    return known;
  }

  /** Makes every live connection follow its toxics and rules as they are now; nobody waits for a client to read. */
  reconcile(): void {
    for (const connection of this.#connections) {
      connection.reconcile?.(this.#toxics);
      connection.reconsider?.();
    }
  }

  #accept(client: Socket): void {
    const upstream = this.#dial();
    const dialing = { [Symbol.dispose]: () => [client, upstream].forEach((socket) => socket.destroy()) };
    const gone = (): void => {
      this.#connections.delete(dialing);
      dialing[Symbol.dispose]();
    };
    this.#connections.add(dialing);
    client.on('error', () => undefined);
    upstream.once('error', gone).once('connect', () => {
      upstream.off('error', gone);
      this.#connections.delete(dialing);
      if (client.destroyed) upstream.destroy();
      else this.#join(client, upstream);
    });
  }

  #dial(): Socket {
    const { host = '', port = 0 } = parseHostPort(this.#upstream) ?? {};
    const unreachable = (error: Error): void => this.#unreachable(error);
    const socket = connect({ host: host === '' ? 'localhost' : host, port, allowHalfOpen: true });
    return socket.once('error', unreachable).once('connect', () => {
      socket.off('error', unreachable);
      this.#refused = false;
    });
  }

  #join(client: Socket, upstream: Socket): void {
    const { time, chance } = this.#world;
    const closed = (): void => void this.#connections.delete(connection);
    const dial = (): Socket => this.#dial();
    const connection = new Connection(client, upstream, { time, chance, judge: this.rules, dial, closed });
    this.#connections.add(connection);
    connection.reconcile(this.#toxics);
  }

  #unreachable(error: Error): void {
    if (!this.#refused) this.#world.log(`proxy ${this.name}: upstream ${this.#upstream} cannot be reached: ${error.message}`);
    this.#refused = true;
  }
}
