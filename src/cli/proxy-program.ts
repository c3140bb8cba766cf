import { followOperator } from '../platform/signals.ts';
import { program } from '../platform/program.ts';
import { readProxies } from '../proxy/config.ts';
import { startProxy } from '../proxy/main.ts';

/** Runs the embedded proxy until it is told to stop; connections through it end with it. */
export async function serveProxy({ listen, config }: { readonly listen: string; readonly config?: string }): Promise<void> {
  using operator = followOperator();
  const proxies = config === undefined ? [] : await readProxies(config);
  await using proxy = await startProxy({ listen, config: proxies, log: program.talk });
  void proxy;
  await new Promise<void>((resolve) => operator.signal.addEventListener('abort', () => resolve(), { once: true }));
}
