import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answersAt } from '../../../experiments/shop/answers.ts';
import { startShop, until, type TestShop } from './start.ts';

const price = { total: 4798, currency: 'EUR' };
let shop: TestShop;

beforeAll(async () => {
  shop = await startShop(12_080, 'resilient');
});
afterAll(() => shop[Symbol.asyncDispose]());

const pidOf = (name: string): number => Number(readFileSync(join(shop.layout.folder, `${name}.pid`), 'utf8'));
const checkouts = (count: number) => Promise.all(Array.from({ length: count }, () => shop.checkout()));

test('a checkout answers the right price, and is charged', async () => {
  const before = await shop.metric('payments_charged_total', [shop.layout.payments.port]);
  expect(await shop.checkout()).toMatchObject({ status: 200, body: { ...price, queued: false, prices: 'fresh' } });
  expect(await shop.metric('payments_charged_total', [shop.layout.payments.port])).toBe(before + 1);
});

test('the same checkout sent again is not charged again', async () => {
  await shop.checkout('twice');
  const before = await shop.metric('payments_charged_total', [shop.layout.payments.port]);
  expect(await shop.checkout('twice')).toMatchObject({ status: 200 });
  expect(await shop.metric('payments_charged_total', [shop.layout.payments.port])).toBe(before);
});

test('with payments refusing, orders are queued at the right price, the circuit opens, and afterwards each is charged exactly once', async () => {
  const charged = await shop.metric('payments_charged_total', [shop.layout.payments.port]);
  expect(await shop.proxy('POST', '/proxies/payments', { enabled: false })).toBe(200);
  const answers: Awaited<ReturnType<typeof checkouts>> = [];
  await until(async () => {
    answers.push(...(await checkouts(10)));
    return (await shop.metric('circuit_open{dependency="payments"}')) === 3;
  });
  for (const answer of answers) expect(answer).toMatchObject({ status: 200, body: { ...price, queued: true } });
  expect(await shop.metric('orders_queued')).toBe(answers.length);

  expect(await shop.proxy('POST', '/proxies/payments', { enabled: true })).toBe(200);
  await until(async () => {
    answers.push(...(await checkouts(3)));
    return (await shop.metric('circuit_open{dependency="payments"}')) === 0 && (await shop.metric('orders_queued')) === 0;
  });
  expect(await shop.metric('circuit_half_open_total{dependency="payments"}')).toBeGreaterThanOrEqual(3);
  expect(await shop.metric('payments_charged_total', [shop.layout.payments.port])).toBe(charged + answers.length);
  expect(await shop.metric('payments_double_charged_total', [shop.layout.payments.port])).toBe(0);
  await until(async () => (await shop.metric('orders_unsettled', [shop.layout.balancer])) === 0);
});

test('a killed storefront is missed by nobody, and comes back', async () => {
  const [, port = 0] = shop.layout.storefronts;
  const before = pidOf(`storefront-${port}`);
  process.kill(before, 'SIGKILL');
  for (let round = 0; round < 10; round += 1) expect((await checkouts(5)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  await until(async () => pidOf(`storefront-${port}`) !== before && (await answersAt(`http://127.0.0.1:${port}/health`)));
  await until(async () => (await shop.metric('replicas_up', [shop.layout.balancer])) === 3);
});

test('a frozen catalog is replaced by the prices remembered', async () => {
  const catalog = pidOf('catalog');
  process.kill(catalog, 'SIGSTOP');
  try {
    expect(await shop.checkout()).toMatchObject({ status: 200, body: { ...price, prices: 'cached' } });
  } finally {
    process.kill(catalog, 'SIGCONT');
  }
});

test('one signal ends all of it, a stopped process too, and no pid file stays', async () => {
  const pids = readdirSync(shop.layout.folder)
    .filter((name) => name.endsWith('.pid'))
    .map((name) => pidOf(name.slice(0, -4)));
  expect(pids.length).toBeGreaterThanOrEqual(9);
  process.kill(pidOf('recommendations'), 'SIGSTOP');
  await shop[Symbol.asyncDispose]();
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(readdirSync(shop.layout.folder).filter((name) => name.endsWith('.pid'))).toEqual([]);
});
