import { configSchema } from '../src/experiment/config-schema.ts';
import { sinkKinds } from '../src/sinks/index.ts';
import { scheduleJsonSchema } from '../src/experiment/schedule-schema.ts';
import { experimentSchema } from '../src/experiment/json-schema.ts';
import { injectorKinds } from '../src/injectors/index.ts';
import { probeKinds } from '../src/probes/index.ts';
import { loadEntry } from '../src/probes/load/schema.ts';
import { spelling } from './spelling.ts';

/** Every generated file with what it must hold, by its path from the repository's root. */
export function generated(): Readonly<Record<string, string>> {
  const experiment = experimentSchema({ injectors: injectorKinds, probes: probeKinds, loadEntry });
  const json = (schema: object): string => `${JSON.stringify(schema, undefined, 2)}\n`;
  return {
    'schemas/experiment.schema.json': json(experiment),
    'schemas/config.schema.json': json(configSchema(sinkKinds)),
    'schemas/schedule.schema.json': json(scheduleJsonSchema()),
    'src/experiment/spelling.ts': spelling(experiment),
  };
}
