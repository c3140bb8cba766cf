/** What the contract's other process imports. */
import { createHttp } from '../../../src/platform/http.ts';
import { kindOf, portsFor } from './stage.ts';

export const kind = kindOf(process.env['TEST_KIND'] ?? '');
export const ports = portsFor(createHttp(), { kind: 'embedded', api: process.env['TEST_API'] ?? '' });
