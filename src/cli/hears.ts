import { matches } from '../experiment/hosts.ts';
import type { SinkSetting } from '../ports/sink.ts';

/** Whether a sink is told of runs in this environment. */
export const hears = ({ environments }: Pick<SinkSetting, 'environments'>, environment: string): boolean =>
  environments.some((glob) => matches(glob, environment));
