/** Recommendations: what else a shopper may like. Nice to have, and nothing more. */
import { Counter, Registry } from 'prom-client';
import { serve, settings } from '../service.ts';

const { host, layout, drain } = settings();
const registry = new Registry();
const requests = new Counter({ name: 'recommendations_requests_total', help: 'Times recommendations were asked for.', registers: [registry] });

await serve({
  host,
  port: layout.recommendations.port,
  registry,
  drain,
  routes: {
    '/for-you': () => {
      requests.inc();
      return { body: ['tea', 'teapot'] };
    },
  },
});
