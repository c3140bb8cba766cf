/** Writes what is generated from the schemas of the program: `npm run schema`. A test asserts that the files are current. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generated } from './generated.ts';

for (const [path, text] of Object.entries(generated())) {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before === text) continue;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  console.log(`written: ${path}`);
}
