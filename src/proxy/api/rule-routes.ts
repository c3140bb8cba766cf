import { alreadyExists, notFound } from '../error.ts';
import type { Proxies } from '../proxies.ts';
import type { FaultProxy } from '../proxy.ts';
import { Rule } from '../rules/rule.ts';
import { ruleChange, ruleSchema } from '../rules/schema.ts';
import { read } from './body.ts';
import type { Route } from './route.ts';

/** HTTP rules on a proxy: not in the original. */
export const ruleRoutes: readonly Route[] = [
  {
    method: ['GET'],
    path: ['proxies', ':proxy', 'rules'],
    handle: async ({ proxies, names: [proxy] }) => ({ status: 200, body: proxies.get(proxy).rules.all.map((rule) => show(rule, proxies)) }),
  },
  {
    method: ['POST'],
    path: ['proxies', ':proxy', 'rules'],
    async handle({ proxies, names: [name], body }) {
      const proxy = proxies.get(name);
      const rule = new Rule(read(ruleSchema, body()));
      if (proxy.rules.find(rule.spec.name) !== undefined) throw alreadyExists('rule');
      proxies.addRule(proxy, rule);
      return { status: 200, body: show(rule, proxies) };
    },
  },
  {
    method: ['GET'],
    path: ['proxies', ':proxy', 'rules', ':rule'],
    handle: async ({ proxies, names: [proxy, name] }) => ({ status: 200, body: show(find(proxies.get(proxy), name), proxies) }),
  },
  {
    method: ['POST', 'PATCH'],
    path: ['proxies', ':proxy', 'rules', ':rule'],
    async handle({ proxies, names: [proxy, name], body }) {
      const rule = find(proxies.get(proxy), name);
      const { share, ttl } = read(ruleChange, body());
      rule.share = share ?? rule.share;
      rule.ttl = ttl ?? rule.ttl;
      if (ttl !== undefined) proxies.renew(rule);
      return { status: 200, body: show(rule, proxies) };
    },
  },
  {
    method: ['DELETE'],
    path: ['proxies', ':proxy', 'rules', ':rule'],
    async handle({ proxies, names: [proxyName, name] }) {
      const proxy = proxies.get(proxyName);
      proxies.removeRule(proxy, find(proxy, name));
      return { status: 204 };
    },
  },
];

function find(proxy: FaultProxy, name: string): Rule {
  const rule = proxy.rules.find(name);
  if (rule === undefined) throw notFound('rule');
  return rule;
}

const show = (rule: Rule, proxies: Proxies): object => rule.show(proxies.remaining(rule));
