import { z } from 'zod';
import { defineInjector } from '../define.ts';
import { proxy } from './keys.ts';
import { planFault } from './plan.ts';

/**
 * Disables a proxy: it refuses connections, and closes those it has. Source: Toxiproxy README, "down".
 * A disabled proxy bears no name: someone who disables it too, while the fault is there, cannot be told from us, and it is enabled at the end.
 */
export const down = defineInjector({
  type: 'toxiproxy.down',
  about: 'Disables a proxy: connections are refused, and open ones closed.',
  schema: z.strictObject({ proxy }),
  plan: ({ proxy }, context) =>
    planFault(proxy, context, {
      summary: `refuses every connection to proxy ${proxy}, and closes those that are open`,
      traffic: 1,
      lease: { kind: 'none', why: 'a disabled proxy carries no expiry' },
      restores: `Enables proxy ${proxy} again, unless someone pointed it elsewhere in the meantime.`,
      harm: `Nobody reaches what is behind ${proxy}; what was in flight is lost.`,
    }),
  async load(ports) {
    const { proxyFaultInjector } = await import('./acting.ts');
    return proxyFaultInjector(ports, () => ({ kind: 'down' }));
  },
});
