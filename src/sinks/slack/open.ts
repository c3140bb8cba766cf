import type { Courier, SinkPorts } from '../../ports/sink.ts';
import { AppCourier } from './courier.ts';
import type { SlackSettings } from './kind.ts';
import { WebhookCourier } from './webhook.ts';

/** Opens the sink for one run. */
export function openSlack(settings: SlackSettings, ports: SinkPorts): Courier {
  return settings.kind === 'app' ? new AppCourier(settings, ports) : new WebhookCourier(settings, ports);
}
