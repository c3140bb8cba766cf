/** The catalog: what things cost, in cents. */
import { Counter, Registry } from 'prom-client';
import { serve, settings } from '../service.ts';

const prices = { mug: 1250, teapot: 2999, tea: 549 };

const { host, layout, drain } = settings();
const registry = new Registry();
const requests = new Counter({ name: 'catalog_requests_total', help: 'Times the prices were asked for.', registers: [registry] });

await serve({
  host,
  port: layout.catalog.port,
  registry,
  drain,
  routes: {
    '/prices': () => {
      requests.inc();
      return { body: prices };
    },
  },
});
