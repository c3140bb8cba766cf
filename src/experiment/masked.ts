/** Which keys hold secrets, and a line of a file as it may be shown: terminals are logged, and a scheduler says over HTTP what is wrong with its files. */

/** Keys whose value is a secret wherever they stand. */
export const telling: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie', 'bearer', 'password', 'x-api-key']);

/** Besides, in a config: keys of sinks and of the store. */
export const configSecrets: ReadonlySet<string> = new Set(['token', 'app-token', 'secret', 'routing-key', 'webhook', 'postgres']);

const keys = [...telling, ...configSecrets].join('|');
const ahead = `(?<![\\w-])(["']?)(?:${keys})\\1\\s*:\\s+`;
const quoted = `"[^"]*"?|'[^']*'?`;
const inBlock = new RegExp(`${ahead}(${quoted}|[^\\s{[].*)`, 'gi');
const inFlow = new RegExp(`${ahead}(${quoted}|[^\\s{[,}][^,}]*)`, 'gi');
const userOfUrl = /:\/\/([^\s/@"'{}]+)(?=@)/g;

/** With asterisks for each character of a secret that stands in clear, so that what follows keeps its place; references stay. */
export function masked(line: string): string {
  return line
    .replace(isFlow(line) ? inFlow : inBlock, (all: string, _quote: string, value: string) => hidden(all, value))
    .replace(userOfUrl, (all: string, user: string) => hidden(all, user));
}

/** Between braces a comma ends a value, elsewhere only the line does. */
const isFlow = (line: string): boolean => line.slice(0, Math.max(0, line.search(new RegExp(ahead, 'i')))).includes('{');

const hidden = (all: string, secret: string): string =>
  secret.includes('${') ? all : all.slice(0, all.length - secret.length) + secret.replaceAll(/[^"'\s]/g, '*');
