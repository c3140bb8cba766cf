/** One fault in the fake shop, in and out. */
import { expect } from 'vitest';
import type { JsonObject } from '../../../../src/domain/json.ts';
import { ClusterError } from '../../../../src/domain/kubernetes/cluster-error.ts';
import { pathOf, type Resource } from '../../../../src/domain/kubernetes/resource.ts';
import type { Observation, Refusal, Restored } from '../../../../src/domain/plan.ts';
import type { Injector, InjectorPorts } from '../../../../src/ports/injector.ts';
import type { FakeCluster, Kept } from '../../../fakes/cluster.ts';
import { fakePorts, fakeShop, kindOf, specOf, type Fault } from './stage.ts';

export const signal = (): AbortSignal => new AbortController().signal;
const away = (): ClusterError => new ClusterError('unreachable', 'https://fake.test:6443 cannot be reached: connect ECONNREFUSED');

export class Drill {
  readonly cluster: FakeCluster = fakeShop();
  readonly ports: InjectorPorts;
  readonly spec: JsonObject;
  readonly type: Fault;
  undo: JsonObject = {};
  manual = '';

  constructor(type: Fault, keys: object = {}, ports: Partial<InjectorPorts> = {}) {
    this.type = type;
    this.ports = { ...fakePorts(this.cluster), ...ports };
    this.spec = specOf(type, 'shop', keys);
  }

  async injector(): Promise<Injector> {
    return kindOf(this.type).load(this.ports);
  }

  async refusals(): Promise<readonly Refusal[]> {
    return (await this.injector()).preflight(this.spec, signal());
  }

  async prepare(): Promise<void> {
    const { undo, manual } = await (await this.injector()).prepare(this.spec, { run: 'k2x', n: 1 }, signal());
    this.undo = JSON.parse(JSON.stringify(undo));
    this.manual = manual;
  }

  async inject(): Promise<void> {
    await this.prepare();
    const injector = await this.injector();
    expect(await injector.apply(this.spec, this.undo, signal())).toEqual({ kind: 'applied' });
    expect((await this.observe()).presence).toBe('present');
    this.cluster.writes.length = 0;
  }

  async observe(): Promise<Observation> {
    return (await this.injector()).observe(this.undo, signal());
  }

  async restore(until: AbortSignal = signal()): Promise<Restored> {
    return (await this.injector()).restore(this.undo, until);
  }

  /** The object as it stands. */
  read(resource: Resource, name: string): Kept | undefined {
    return this.cluster.objects.get(pathOf(resource, { namespace: 'shop', name }));
  }

  /** As somebody else would, without a precondition. */
  async edit(resource: Resource, name: string, patch: JsonObject): Promise<void> {
    await this.cluster.patch(resource, { namespace: 'shop', name }, patch, signal());
    this.cluster.writes.length = 0;
  }

  /** The next `times` calls of this verb on a path that ends so do not come through. */
  breakNext(verb: string, end: string, times = 1, error: () => ClusterError = away): void {
    let left = times;
    this.cluster.before = (called, path) => {
      if (called !== verb || !path.endsWith(end) || left === 0) return;
      left -= 1;
      throw error();
    };
  }

  /** A signal that aborts at the so-manieth call: the time for the restore is up. */
  upAfter(calls: number): AbortSignal {
    const time = new AbortController();
    const { before } = this.cluster;
    let left = calls;
    this.cluster.before = (verb, path) => {
      left -= 1;
      if (left === 0) time.abort();
      before(verb, path);
    };
    return time.signal;
  }

  /** Somebody changes the object right before the next patch of it: after it was looked at. */
  editBeforePatch(resource: Resource, name: string, change: JsonObject): void {
    this.cluster.before = (verb, path) => {
      const found = this.read(resource, name);
      if (verb !== 'patch' || path !== pathOf(resource, { namespace: 'shop', name }) || found === undefined) return;
      this.cluster.before = () => undefined;
      this.cluster.objects.set(path, { ...found, ...change, metadata: { ...found.metadata, resourceVersion: this.cluster.next() } });
    };
  }

  /** The next patch of a path that ends so is carried out, and its answer is lost. */
  loseAnswer(end: string): void {
    const patch = this.cluster.patch.bind(this.cluster);
    this.cluster.patch = async (resource, at, body, stop) => {
      const answer = await patch(resource, at, body, stop);
      if (!pathOf(resource, at).endsWith(end)) return answer;
      this.cluster.patch = patch;
      throw new ClusterError('timeout', 'https://fake.test:6443 did not answer within 10 s');
    };
  }
}
