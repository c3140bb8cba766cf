import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ms, plain } from '../../../src/domain/units.ts';
import type { PrometheusAddress } from '../../../src/ports/probe.ts';
import { createHttp } from '../../../src/platform/http.ts';
import { prometheusKind } from '../../../src/probes/prometheus/kind.ts';
import { systemProgram } from '../../system.ts';
import { probePorts } from '../ports.ts';
import { startPrometheus, type RealPrometheus } from './real.ts';

const program = systemProgram('prometheus');

describe.skipIf(program === undefined)('a real Prometheus that asks for a client certificate and a password', () => {
  const http = createHttp();
  let prometheus: RealPrometheus;
  let keys: Keys;

  beforeAll(async () => {
    keys = await makeKeys();
    // bcrypt of "hunter2secret" at cost 5.
    const user = "ann: '$2y$05$abcdefghijklmnopqrstuuICrEN/3Yh1z4xPgdXBLa6A3WV8e1sfi'";
    const tls = 'cert_file: own.crt, key_file: own.key, client_ca_file: own.crt, client_auth_type: RequireAndVerifyClientCert';
    const files = { 'web.yml': `{ tls_server_config: { ${tls} }, basic_auth_users: { ${user} } }`, 'own.crt': keys.cert, 'own.key': keys.key };
    prometheus = await startPrometheus(program ?? '', { files, args: ['--web.config.file=web.yml'] });
  });
  afterAll(async () => {
    await prometheus?.[Symbol.asyncDispose]();
    await http[Symbol.asyncDispose]();
  });

  async function measure(address: Omit<PrometheusAddress, 'url'>, userinfo = '') {
    const ports = probePorts({ http, prometheus: { url: `https://${userinfo}${prometheus.host}`, ...address } });
    const session = await (await prometheusKind.load())({ prometheus: '1 + 1' }, { name: 'sli', unit: plain, every: ms(1000) }, ports);
    return session.sample(new AbortController().signal);
  }
  const trusted = () => ({ cert: keys.cert, key: keys.key, ca: keys.cert });

  test('answers who has both, in a header or in the address', async () => {
    expect(await measure({ headers: { Authorization: `Basic ${btoa('ann:hunter2secret')}` }, tls: trusted() })).toEqual({ kind: 'good', value: 2 });
    expect(await measure({ headers: {}, tls: trusted() }, 'ann:hunter2secret@')).toEqual({ kind: 'good', value: 2 });
  });

  test.each([
    ['a wrong password', /answers 401/, () => measure({ headers: {}, tls: trusted() }, 'ann:wrong-one@')],
    ['no password', /answers 401/, () => measure({ headers: {}, tls: trusted() })],
    ['no certificate', /certificate required|gives no answer/, () => measure({ headers: {}, tls: { ca: keys.cert } }, 'ann:hunter2secret@')],
    ['a server that is not trusted', /self-signed certificate/, () => measure({ headers: {}, tls: { cert: keys.cert, key: keys.key } }, 'ann:hunter2secret@')],
  ])('%s is blind, and the reason gives nothing away', async (_name, reason, act) => {
    const measurement = await act();
    expect(measurement).toMatchObject({ kind: 'blind', reason: expect.stringMatching(reason) });
    expect(JSON.stringify(measurement)).not.toMatch(/hunter2secret|wrong-one|PRIVATE/);
  });
});

interface Keys {
  readonly cert: string;
  readonly key: string;
}

/** One certificate that signs itself and serves as authority, server and client. */
async function makeKeys(): Promise<Keys> {
  const folder = await mkdtemp(join(tmpdir(), 'firedrill-keys-'));
  try {
    const args =
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=firedrill -addext subjectAltName=IP:127.0.0.1 -keyout own.key -out own.crt';
    await promisify(execFile)('openssl', args.split(' '), { cwd: folder });
    return { cert: await readFile(join(folder, 'own.crt'), 'utf8'), key: await readFile(join(folder, 'own.key'), 'utf8') };
  } finally {
    await rm(folder, { recursive: true });
  }
}
