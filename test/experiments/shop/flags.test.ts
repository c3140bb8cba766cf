import { expect, test } from 'vitest';
import { argsOf, flagsOf } from '../../../experiments/shop/flags.ts';

test('without a word the shop is resilient, on its own ports, with its own fault proxy', () => {
  const { act, mode, layout, proxyApi } = flagsOf([]);
  expect({ act, mode, balancer: layout.balancer, proxy: proxyApi?.href }).toEqual({
    act: 'run',
    mode: 'resilient',
    balancer: 8080,
    proxy: 'http://127.0.0.1:8474/',
  });
});

test('another base moves every port by the same distance, the proxy’s control too', () => {
  const { layout, proxyApi } = flagsOf(['--ports-base', '18080']);
  expect([...layout.storefronts, layout.payments.port, layout.payments.proxy]).toEqual([18081, 18082, 18083, 19101, 19201]);
  expect(proxyApi?.port).toBe('18474');
  expect(layout.folder).toMatch(/\.firedrill\/shop\/18080$/);
});

test.each([
  [['--fragile'], 'fragile'],
  [['--mutant', 'no-fallback'], 'no-fallback'],
  [['--mode', 'threshold-80'], 'threshold-80'],
])('%j is the mode %s', (args, mode) => {
  expect(flagsOf(args).mode).toBe(mode);
});

test('a shop in the background is started with the same flags', () => {
  const flags = flagsOf(['--mode', 'fragile', '--ports-base', '9000', '--proxy-api', 'none', '--await-proxy']);
  expect(flagsOf(argsOf(flags))).toEqual(flags);
});

test.each([
  [
    ['--mode', 'strong'],
    'Cannot start the shop: there is no mode "strong". Choose one of resilient, fragile, threshold-80, consecutive-breaker, unbudgeted-retries, no-fallback.',
  ],
  [
    ['--mutant', 'fragile'],
    'Cannot start the shop: there is no mutant "fragile". Choose one of threshold-80, consecutive-breaker, unbudgeted-retries, no-fallback.',
  ],
  [['--ports-base', 'x'], 'Cannot start the shop: --ports-base is "x". Give a port from 1 to 60000.'],
  [['--proxy-api', 'here'], 'Cannot start the shop: --proxy-api is "here". Give an address such as http://127.0.0.1:8474, or none.'],
])('%j is refused, with the way out', (args, message) => {
  expect(() => flagsOf(args)).toThrow(new Error(message));
});
