/** Writes what is generated from the schemas of the program: `npm run schema`. A test asserts that the files are current. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { configSchema } from '../src/experiment/config-schema.ts';
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
    'schemas/config.schema.json': json(configSchema()),
    'src/experiment/spelling.ts': spelling(experiment),
  };
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(generated())) {
    const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
    const before = await readFile(file, 'utf8').catch(() => undefined);
    if (before === text) continue;
    await mkdir(new URL('.', `file://${file}`), { recursive: true });
    await writeFile(file, text);
    console.log(`written: ${path}`);
  }
}
