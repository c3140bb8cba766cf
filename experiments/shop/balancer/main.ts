/** The front door: one address for three storefronts. */
import { Pool } from 'undici';
import { Counter, Gauge, Registry } from 'prom-client';
import { dependencies } from '../layout.ts';
import { patternsOf } from '../patterns.ts';
import { serve, settings, type Call } from '../service.ts';
import { Audit } from './audit.ts';
import { forward } from './forward.ts';
import { healthy, Replicas } from './replicas.ts';

const checkEvery = 250;
const checkWithin = 500;
const auditEvery = 1000;

const { host, layout, mode, proxied, drain } = settings();
const { failover } = patternsOf(mode);
const registry = new Registry();
const registers = [registry];
const retries = new Counter({ name: 'balancer_lost_total', help: 'Requests lost with a replica, sent to another one where there is failover.', registers });
const up = new Gauge({ name: 'replicas_up', help: 'Storefronts that take requests.', registers });
const replicas = new Replicas(layout.storefronts);
const payments = new Pool(`http://127.0.0.1:${layout.payments.port}`);
const audit = new Audit(payments, registry);
const behind = dependencies.map((name) => new Pool(`http://127.0.0.1:${proxied ? layout[name].proxy : layout[name].port}`));

if (failover) setInterval(() => void replicas.check(checkWithin).then(count), checkEvery);
setInterval(() => void audit.compare(auditEvery), auditEvery);

function count(): void {
  up.set(replicas.all.filter((replica) => replica.up).length);
}

/** Everything a shopper may need is up, the way through the fault proxy included. */
async function ready() {
  const pools = [...replicas.all.map(({ pool }) => pool), ...behind];
  const answers = await Promise.all(pools.map((pool) => healthy(pool, '/health', checkWithin)));
  return answers.every(Boolean) ? { body: { ready: true } } : { status: 503, body: { ready: false } };
}

async function door(call: Call) {
  const answer = await forward(call, { replicas, failover, retries });
  audit.promised(answer);
  return answer;
}

await replicas.check(checkWithin);
if (!failover) for (const replica of replicas.all) replica.up = true;
count();
await audit.compare(auditEvery);
await serve({ host, port: layout.balancer, registry, drain, routes: { '/ready': ready }, otherwise: door });
