import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseHostPort } from './address.ts';
import { CannotServe } from './cannot-serve.ts';
import type { ProxyConfig } from './proxy.ts';

const address = (what: string) =>
  z.string(`expected ${what} as host:port`).refine((text) => parseHostPort(text) !== undefined, `expected ${what} as host:port, such as 127.0.0.1:8080`);

const proxy = z.strictObject({
  name: z.string('expected a name').min(1, 'expected a name'),
  listen: address('the address to listen on'),
  upstream: address('the address to pass on to'),
  enabled: z.boolean('expected true or false').default(true),
});

const proxies = z.array(proxy, 'expected a list of proxies, each { name, listen, upstream, enabled }').superRefine((list, context) => {
  list.forEach(({ name }, index) => {
    if (list.findIndex((other) => other.name === name) < index)
      context.addIssue({ code: 'custom', path: [index, 'name'], message: `${name} is there already` });
  });
});

/**
 * Reads the proxies of a file in Toxiproxy's own format, as JSON or YAML.
 * Throws with every mistake at once, each by the place of its proxy in the list (counted from 1).
 */
export async function readProxies(file: string): Promise<readonly ProxyConfig[]> {
  return parseProxies(await readFile(file, 'utf8').catch((error: Error) => fail(file, [error.message])), file);
}

export async function parseProxies(text: string, file: string): Promise<readonly ProxyConfig[]> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text);
  if (document.errors.length > 0)
    fail(
      file,
      document.errors.map((error) => error.message.split('\n')[0] ?? ''),
    );
  const parsed = proxies.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  return fail(
    file,
    parsed.error.issues.map((issue) => `${place(issue.path)}${issue.message}`),
  );
}

function place([index, ...keys]: readonly PropertyKey[]): string {
  return index === undefined ? '' : `${['proxy', Number(index) + 1, ...keys].map(String).join(' ')}: `;
}

function fail(file: string, reasons: readonly string[]): never {
  throw new CannotServe(`Cannot read proxies: ${file}: ${reasons.join('; ')}.`, 'Write a list of { name, listen, upstream, enabled }.');
}
