import type { z } from 'zod';
import type { LoadSpec } from '../domain/experiment.ts';
import { check } from './check.ts';
import type { Section } from './document.ts';
import { hostOf, isLoopback } from './hosts.ts';
import { readNamed } from './names.ts';
import type { Problems } from './problems.ts';
import type { Path } from './source.ts';

/** Linux takes no longer text into a program's environment (MAX_ARG_STRLEN is 128 KiB). */
const longest = 100_000;

export function readLoads(problems: Problems, section: Section | undefined, entry: z.ZodType<Omit<LoadSpec, 'name'>>): readonly LoadSpec[] {
  return readNamed(problems, section).flatMap(([name, value, path]) => {
    const spec = check(problems, { path, noun: `load ${name}` }, entry, value);
    if (spec?.in !== undefined) complainOfJob(problems, name, path, spec);
    return spec === undefined ? [] : [{ ...spec, name }];
  });
}

/** What a pod could not send. */
function complainOfJob(problems: Problems, name: string, path: Path, spec: Omit<LoadSpec, 'name'>): void {
  if (isLoopback(hostOf(spec.url)))
    problems.add([...path, 'in'], `load ${name} is sent from a pod, for which ${hostOf(spec.url)} is that pod itself.`, {
      on: 'key',
      expected: 'expected an address that the cluster knows, such as http://storefront.shop/checkout',
    });
  if (Buffer.byteLength(JSON.stringify(spec)) > longest)
    problems.add([...path, 'in'], `load ${name} is longer than a pod can be told.`, { on: 'key', expected: `expected at most ${longest} bytes in all` });
}
