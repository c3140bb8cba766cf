import type { Config } from '../experiment/config.ts';
import type { HaltSettings, SlackSettings } from '../sinks/slack/kind.ts';
import { slackKind } from '../sinks/slack/kind.ts';

export interface SlackSink {
  readonly name: string;
  readonly settings: SlackSettings;
  /** As `SinkSetting` has them. */
  readonly environments: readonly string[];
}

/** The Slack sinks of a config, for what is said of no run. */
export const slackSinks = (config: Config | undefined): readonly SlackSink[] =>
  // What a kind's own schema has made is its settings.
  (config?.sinks ?? []).flatMap(({ name, kind, settings, environments }) =>
    kind.type === slackKind.type ? [{ name, settings: settings as SlackSettings, environments }] : [],
  );

const isHalting = (settings: SlackSettings): settings is HaltSettings => settings.kind === 'app' && 'halt' in settings;

/** Those by which people may halt a run, the ones of one app together. */
export function haltingApps(config: Config | undefined): readonly (readonly [HaltSettings, ...HaltSettings[]])[] {
  const apps = new Map<string, [HaltSettings, ...HaltSettings[]]>();
  for (const { settings } of slackSinks(config)) {
    if (!isHalting(settings)) continue;
    const app = apps.get(settings.halt.appToken);
    if (app === undefined) apps.set(settings.halt.appToken, [settings]);
    else app.push(settings);
  }
  return [...apps.values()];
}
