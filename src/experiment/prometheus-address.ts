import type { PrometheusAddress } from '../ports/probe.ts';
import type { EnvironmentInput } from './config-schema.ts';
import type { Problems } from './problems.ts';
import type { Surroundings } from './references.ts';
import type { Path } from './source.ts';

type Input = NonNullable<EnvironmentInput['prometheus']>;

interface Hidden extends Pick<Surroundings, 'readFile'> {
  readonly secrets: Set<string>;
}

/** Where to ask and as whom. A certificate that cannot be read goes to `missing`: it may be there on another machine. */
export function addressOfPrometheus(problems: Problems, missing: Problems, path: Path, said: Input, hidden: Hidden): PrometheusAddress {
  const ways = [
    said.bearer === undefined ? [] : ['bearer'],
    said.basic === undefined ? [] : ['basic'],
    Object.keys(said.headers).filter((name) => /^authorization$/i.test(name)),
  ].flat();
  if (ways.length > 1)
    problems.add(path, `Prometheus is told who asks in ${ways.length} ways: ${ways.join(', ')}.`, { on: 'key', expected: 'expected one of them' });
  const pem = pemOf(missing, [...path, 'tls'], said.tls ?? {}, hidden.readFile);
  if (pem.key !== undefined) hidden.secrets.add(pem.key);
  const authorization = authorizationOf(said);
  if (authorization !== undefined) hidden.secrets.add(authorization.slice(authorization.indexOf(' ') + 1));
  return {
    url: said.url,
    headers: { ...said.headers, ...(authorization === undefined ? {} : { authorization }) },
    ...(said.tls === undefined ? {} : { tls: pem }),
    ...(said.timeout === undefined ? {} : { timeout: said.timeout }),
    ...(said['scrape-interval'] === undefined ? {} : { scrapeInterval: said['scrape-interval'] }),
  };
}

/** RFC 6750, 2.1 and RFC 7617, 2. */
function authorizationOf({ bearer, basic }: Input): string | undefined {
  if (bearer !== undefined) return `Bearer ${bearer}`;
  return basic === undefined ? undefined : `Basic ${Buffer.from(`${basic.username}:${basic.password}`, 'utf8').toString('base64')}`;
}

function pemOf(missing: Problems, path: Path, files: NonNullable<Input['tls']>, readFile: Hidden['readFile']): NonNullable<PrometheusAddress['tls']> {
  const read = Object.entries(files).flatMap(([part, file]) => {
    if (file === undefined) return [];
    const text = readFile(file);
    if (text === undefined) missing.add([...path, part], `File ${file} cannot be read.`);
    return text === undefined ? [] : [[part, text] as const];
  });
  return Object.fromEntries(read);
}
