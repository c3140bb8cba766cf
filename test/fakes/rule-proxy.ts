/** The embedded proxy's control API as far as HTTP faults use it, in memory; a test may make it lose or refuse calls. */
import { FakeHttp, failure } from './http.ts';
import type { HttpAnswer, HttpCall } from '../../src/ports/http.ts';

interface FakeRule {
  readonly name: string;
  counters: { seen: number; matched: number; hit: number };
  [key: string]: unknown;
}

export class FakeRuleProxy {
  readonly http = new FakeHttp((call) => this.#answer(call));
  readonly rules = new Map<string, FakeRule>();
  readonly toxics: { name: string; owner?: string }[] = [];
  version: object = { version: '2.12.0+firedrill', firedrill: true };
  proxies: string[] = ['payments'];
  enabled = true;
  /** What happens to the next calls that change something: done and unanswered, or not even received. */
  loses: 'nothing' | 'answers' | 'calls' = 'nothing';
  unreachable = false;

  snapshot(): unknown {
    return structuredClone([...this.rules.values()]);
  }

  #answer(call: HttpCall): Partial<HttpAnswer> {
    if (this.unreachable) throw failure('ECONNREFUSED');
    const reads = call.method === 'GET';
    if (!reads && this.loses === 'calls') throw failure('ECONNRESET');
    const answer = this.#route(call, new URL(call.url).pathname.split('/').slice(1).map(decodeURIComponent));
    if (!reads && this.loses === 'answers') throw failure('ECONNRESET');
    return answer;
  }

  #route(call: HttpCall, [first = '', proxy, , rule]: string[]): Partial<HttpAnswer> {
    if (first === 'version') return json(200, this.version);
    if (proxy === undefined) return json(200, Object.fromEntries(this.proxies.map((name) => [name, this.#proxy()])));
    if (!this.proxies.includes(proxy)) return error(404, 'proxy not found');
    if (rule === undefined) return call.method === 'POST' ? this.#add(JSON.parse(call.body ?? '')) : json(200, [...this.rules.values()]);
    const known = this.rules.get(rule);
    if (known === undefined) return error(404, 'rule not found');
    if (call.method === 'DELETE') this.rules.delete(rule);
    return call.method === 'DELETE' ? { status: 204 } : json(200, known);
  }

  #proxy(): object {
    return { upstream: '127.0.0.1:9001', enabled: this.enabled, toxics: this.toxics };
  }

  #add(rule: FakeRule): Partial<HttpAnswer> {
    if (this.rules.has(rule.name)) return error(409, 'rule already exists');
    const added = { ...rule, counters: { seen: 0, matched: 0, hit: 0 } };
    this.rules.set(rule.name, added);
    return json(200, added);
  }
}

const json = (status: number, body: object): Partial<HttpAnswer> => ({ status, body: JSON.stringify(body) });
const error = (status: number, text: string): Partial<HttpAnswer> => json(status, { error: text, status });
