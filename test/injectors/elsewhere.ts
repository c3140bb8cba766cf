/** What the contract's other process imports. */
import { kindOf, ports } from './programs.ts';

const kind = kindOf(process.env['TEST_KIND'] ?? '');
export { kind, ports };
