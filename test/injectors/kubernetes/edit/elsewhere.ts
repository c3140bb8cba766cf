/** What the contract's other process imports. */
import { z } from 'zod';
import { realPorts } from './real.ts';
import { faults, kindOf } from './stage.ts';

const type = z.enum(Object.keys(faults) as (keyof typeof faults)[]).parse(process.env['TEST_KIND']);
const address = z.object({ context: z.string(), server: z.string(), kubeconfig: z.string() }).parse(JSON.parse(process.env['TEST_CLUSTER'] ?? '{}'));
export const kind = kindOf(type);
export const ports = realPorts(address);
