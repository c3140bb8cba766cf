/** The shop's command line. */
import { parseArgs } from 'node:util';
import { defaultBase, layoutAt, type Layout } from './layout.ts';
import { modes, mutants, type Mode } from './patterns.ts';

export interface Flags {
  readonly act: 'run' | 'detach' | 'stop' | 'help';
  readonly layout: Layout;
  readonly mode: Mode;
  readonly host: string;
  /** The fault proxy's control address; `undefined` where storefronts call their dependencies directly. */
  readonly proxyApi: URL | undefined;
  /** Whether somebody else starts the fault proxy. */
  readonly awaitProxy: boolean;
}

export const help = `The demo shop: three storefronts behind a balancer, payments, catalog, recommendations, and a fault proxy between them.

  npm run shop                      start it; Ctrl-C ends it
  npm run shop -- --detach          start it in the background
  npm run shop -- --stop            end one started so

  --mode <mode>         ${modes.join(' | ')}  (default: resilient)
  --fragile             the same as --mode fragile: every resilience pattern off
  --mutant <name>       the same as --mode <name>: one mistake in an otherwise resilient shop
  --ports-base <port>   the balancer's port; all others move with it (default: ${defaultBase})
  --proxy-api <url>     control address of the fault proxy, started where none answers; "none" goes without
                        (default: http://127.0.0.1:8474, moved like the ports)
  --await-proxy         wait for the fault proxy instead of starting one
  --host <address>      what the services listen on (default: 127.0.0.1)
`;

/** Throws, with the way out in the message, for what it does not know. */
export function flagsOf(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      mode: { type: 'string' },
      fragile: { type: 'boolean' },
      mutant: { type: 'string' },
      'ports-base': { type: 'string', default: String(defaultBase) },
      'proxy-api': { type: 'string' },
      'await-proxy': { type: 'boolean', default: false },
      host: { type: 'string', default: '127.0.0.1' },
      detach: { type: 'boolean' },
      stop: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const base = baseOf(values['ports-base']);
  return {
    act: values.help ? 'help' : values.stop ? 'stop' : values.detach ? 'detach' : 'run',
    layout: layoutAt(base),
    mode: modeOf(values),
    host: values.host,
    proxyApi: proxyApiOf(values['proxy-api'], base),
    awaitProxy: values['await-proxy'],
  };
}

/** The command line that says the same, for a shop in the background. */
export function argsOf({ layout, mode, host, proxyApi, awaitProxy }: Flags): string[] {
  const args = ['--mode', mode, '--ports-base', String(layout.base), '--host', host, '--proxy-api', proxyApi?.href ?? 'none'];
  return awaitProxy ? [...args, '--await-proxy'] : args;
}

function modeOf(values: { mode?: string | undefined; fragile?: boolean | undefined; mutant?: string | undefined }): Mode {
  if (values.mutant !== undefined && !mutants.some((name) => name === values.mutant)) throw unknown('mutant', values.mutant, mutants);
  const name = values.mutant ?? (values.fragile ? 'fragile' : (values.mode ?? 'resilient'));
  const mode = modes.find((one) => one === name);
  if (mode === undefined) throw unknown('mode', name, modes);
  return mode;
}

const unknown = (what: string, name: string, known: readonly string[]): Error =>
  new Error(`Cannot start the shop: there is no ${what} "${name}". Choose one of ${known.join(', ')}.`);

function baseOf(text: string): number {
  const base = Number(text);
  if (Number.isInteger(base) && base > 0 && base <= 60_000) return base;
  throw new Error(`Cannot start the shop: --ports-base is "${text}". Give a port from 1 to 60000.`);
}

function proxyApiOf(text: string | undefined, base: number): URL | undefined {
  if (text === 'none') return undefined;
  const address = text ?? `http://127.0.0.1:${8474 + base - defaultBase}`;
  if (!URL.canParse(address)) throw new Error(`Cannot start the shop: --proxy-api is "${address}". Give an address such as http://127.0.0.1:8474, or none.`);
  return new URL(address);
}
