import type { Config } from '../experiment/config.ts';
import { systemClock } from '../platform/clock.ts';
import { systemWall } from '../platform/wall.ts';
import type { Announcer } from '../ports/announcer.ts';
import type { Http } from '../ports/http.ts';
import { hears } from './hears.ts';
import { slackSinks } from './slack-sinks.ts';

/** Who of a config tells people of a drill before it comes; nothing is loaded where nobody does. */
export async function announcersIn(config: Config | undefined, http: Http): Promise<readonly Announcer[]> {
  const sinks = slackSinks(config);
  if (sinks.length === 0) return [];
  const { slackAnnouncer } = await import('../sinks/slack/announcer.ts');
  return sinks.map((sink) =>
    slackAnnouncer(sink.name, sink.settings, (environment) => hears(sink, environment), { clock: systemClock, http, wall: systemWall }),
  );
}
