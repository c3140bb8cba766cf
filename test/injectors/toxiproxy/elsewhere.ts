/** What another process knows of the fault that it restores: its type, and no proxy but by the undo. */
import { portsFor } from './ports.ts';
import { kindOf } from './specs.ts';

export const kind = kindOf(process.env['FIREDRILL_TEST_TYPE'] ?? '');
export const ports = { ...portsFor({ kind: 'toxiproxy', api: 'http://127.0.0.1:1' }), proxies: {} };
