import { expect, test } from 'vitest';
import { parseProxies, readProxies } from '../../src/proxy/config.ts';
import { startProxy } from '../../src/proxy/main.ts';

const proxy = { name: 'payments', listen: '127.0.0.1:9000', upstream: 'pay:9001', enabled: true };

test("reads Toxiproxy's own format, as JSON and as YAML", async () => {
  expect(await parseProxies(JSON.stringify([proxy]), 'proxies.json')).toEqual([proxy]);
  expect(await parseProxies('- { name: payments, listen: "127.0.0.1:9000", upstream: "pay:9001" }', 'proxies.yaml')).toEqual([proxy]);
});

test('says every mistake at once, by the place of its proxy', async () => {
  const text =
    '- { name: a, listen: "9000", upstream: "x:1" }\n- { name: a, listen: ":1", upstream: "x:1", enable: true }\n- { name: a, listen: ":1", upstream: "x:1" }';
  await expect(parseProxies(text, 'proxies.yaml')).rejects.toThrow(
    'Cannot read proxies: proxies.yaml: proxy 1 listen: expected the address to listen on as host:port, such as 127.0.0.1:8080; proxy 2: Unrecognized key: "enable"; proxy 2 name: a is there already; proxy 3 name: a is there already.',
  );
  await expect(parseProxies('a: 1', 'p.yaml')).rejects.toThrow('expected a list of proxies');
  await expect(parseProxies('[', 'p.yaml')).rejects.toThrow('Cannot read proxies: p.yaml: ');
});

test('a file that is not there is named', async () => {
  await expect(readProxies('/nowhere/p.yaml')).rejects.toThrow('Cannot read proxies: /nowhere/p.yaml: ENOENT');
});

test('a proxy that cannot listen stops the start, and nothing stays', async () => {
  await using first = await startProxy({ listen: '127.0.0.1:0', log: () => undefined });
  await expect(startProxy({ listen: '127.0.0.1:0', config: [{ ...proxy, listen: first.address }], log: () => undefined })).rejects.toThrow(
    `Cannot start proxy payments on ${first.address}: listen tcp ${first.address}: bind: address already in use.`,
  );
  await expect(startProxy({ listen: first.address, log: () => undefined })).rejects.toThrow('Cannot start its control API');
  await expect(startProxy({ listen: 'nonsense', log: () => undefined })).rejects.toThrow('Cannot start the proxy: nonsense is no address.');
});
