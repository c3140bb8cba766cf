import type { Announcer } from '../../ports/announcer.ts';
import type { Wall } from '../../ports/wall.ts';
import { comingMessage } from '../../report/slack/coming.ts';
import type { ApiPorts } from './api.ts';
import type { SlackSettings } from './kind.ts';
import { post } from './post.ts';

/** Says in its channel that a drill comes. */
export const slackAnnouncer = (name: string, settings: SlackSettings, hears: Announcer['hears'], ports: ApiPorts & { readonly wall: Wall }): Announcer => ({
  name,
  hears,
  announce: (slot, at, what, signal) => post(settings, comingMessage({ ...slot, at, what, now: ports.wall.now() }), ports, signal),
});
