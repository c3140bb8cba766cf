import { Leases } from './lease.ts';
import { alreadyExists, notFound } from './error.ts';
import { FaultProxy, type ProxyConfig } from './proxy.ts';
import { Rule } from './rules/rule.ts';
import type { Toxic } from './toxic.ts';
import type { World } from './world.ts';

/** All proxies by name. What opens or closes listeners goes one after the other; toxics and rules never wait for it. */
export class Proxies implements AsyncDisposable {
  readonly #world: World;
  readonly #proxies = new Map<string, FaultProxy>();
  readonly #leases: Leases<Toxic | Rule>;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(world: World) {
    this.#world = world;
    this.#leases = new Leases(world.time, (lapsed) => this.#lapse(lapsed));
  }

  get all(): readonly FaultProxy[] {
    return [...this.#proxies.values()];
  }

  get(name: string): FaultProxy {
    const proxy = this.#proxies.get(name);
    if (proxy === undefined) throw notFound('proxy');
    return proxy;
  }

  /** Throws where the name is taken or its address cannot be listened on; then nothing was added. */
  create(config: ProxyConfig): Promise<FaultProxy> {
    return this.#inTurn(async () => {
      if (this.#proxies.has(config.name)) throw alreadyExists('proxy');
      return this.#add(config);
    });
  }

  /** As `create`, but a proxy of that name is kept where its addresses are the same, and replaced where they differ. */
  createOrReplace(config: ProxyConfig): Promise<FaultProxy> {
    return this.#inTurn(async () => {
      const existing = this.#proxies.get(config.name);
      if (existing !== undefined && !(await existing.differs(config))) return existing;
      if (existing !== undefined) await this.#drop(existing);
      return this.#add(config);
    });
  }

  update(proxy: FaultProxy, next: Omit<ProxyConfig, 'name'>): Promise<void> {
    return this.#inTurn(() => proxy.update(next));
  }

  remove(name: string): Promise<void> {
    return this.#inTurn(() => this.#drop(this.get(name)));
  }

  /** Every proxy enabled, without toxics and rules. */
  reset(): Promise<void> {
    return this.#inTurn(async () => {
      for (const proxy of this.all) {
        await proxy.start();
        this.#clear(proxy);
      }
    });
  }

  addToxic(proxy: FaultProxy, toxic: Toxic): void {
    proxy.add(toxic);
    this.renew(toxic);
    this.#world.log(`proxy ${proxy.name}: toxic ${toxic.name} (${toxic.type}) added${toxic.owner === undefined ? '' : ` by ${toxic.owner}`}`);
  }

  removeToxic(proxy: FaultProxy, toxic: Toxic, why = 'removed'): void {
    this.#leases.drop(toxic);
    if (proxy.remove(toxic)) this.#world.log(`proxy ${proxy.name}: toxic ${toxic.name} ${why}`);
  }

  addRule(proxy: FaultProxy, rule: Rule): void {
    proxy.rules.add(rule);
    proxy.reconcile();
    this.renew(rule);
    const { name, action, owner } = rule.spec;
    this.#world.log(`proxy ${proxy.name}: rule ${name} (${action.kind}) added${owner === undefined ? '' : ` by ${owner}`}`);
  }

  removeRule(proxy: FaultProxy, rule: Rule, why = 'removed'): void {
    this.#leases.drop(rule);
    if (!proxy.rules.remove(rule)) return;
    proxy.reconcile();
    this.#world.log(`proxy ${proxy.name}: rule ${rule.spec.name} ${why}`);
  }

  /** Starts its time to live again, where it has one. */
  renew(thing: Toxic | Rule): void {
    if (thing.ttl !== undefined) this.#leases.renew(thing, thing.ttl);
  }

  remaining(thing: Toxic | Rule): number | undefined {
    return this.#leases.remaining(thing);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leases[Symbol.dispose]();
    await this.#inTurn(() => Promise.all(this.all.map((proxy) => proxy.stop())));
  }

  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(act);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #add(config: ProxyConfig): Promise<FaultProxy> {
    const proxy = new FaultProxy(config, this.#world);
    if (config.enabled) await proxy.start();
    this.#proxies.set(config.name, proxy);
    return proxy;
  }

  async #drop(proxy: FaultProxy): Promise<void> {
    await proxy.stop();
    this.#clear(proxy);
    this.#proxies.delete(proxy.name);
  }

  #clear(proxy: FaultProxy): void {
    for (const toxic of proxy.toxics) this.removeToxic(proxy, toxic);
    for (const rule of proxy.rules.all) this.removeRule(proxy, rule);
  }

  #lapse(thing: Toxic | Rule): void {
    for (const proxy of this.all) {
      if (thing instanceof Rule) this.removeRule(proxy, thing, 'lapsed');
      else this.removeToxic(proxy, thing, 'lapsed');
    }
  }
}
