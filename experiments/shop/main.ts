/** Starts the demo shop with one command, and ends all of it with one signal. */
import { argsOf, flagsOf, help, type Flags } from './flags.ts';
import { claim, detach, running, stop } from './background.ts';
import { Endings } from './endings.ts';
import { defaultBase, type Layout } from './layout.ts';
import { Shop } from './shop.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
process.stdout.on('error', () => undefined); // whoever read it has gone; the shop goes on
const ending = ({ base }: Layout): string => `npm run shop -- --stop${base === defaultBase ? '' : ` --ports-base ${base}`}`;

async function run(flags: Flags): Promise<void> {
  using _claim = claim(flags.layout);
  using halt = new Endings();
  const shop = new Shop(flags, say);
  try {
    await shop.start(halt.signal);
    say(`shop is ready: http://127.0.0.1:${flags.layout.balancer}/ (${flags.mode}). Ctrl-C ends it.`);
    process.send?.({ ready: true });
    await halt.ended;
  } catch (error) {
    if (!halt.signal.aborted) throw error;
  } finally {
    await shop.end();
  }
}

async function main(): Promise<void> {
  const flags = flagsOf(process.argv.slice(2));
  const { act, layout } = flags;
  if (act === 'help') return say(help);
  if (act === 'stop') return say((await stop(layout)) ? 'the shop has ended' : 'there is no shop to end');
  const pid = running(layout);
  if (pid !== undefined) throw new Error(`Cannot start the shop: it runs already (pid ${pid}). Use it as it is, or: ${ending(layout)}`);
  if (act === 'run') return run(flags);
  const background = await detach(layout, argsOf(flags));
  say(`the shop runs in the background (pid ${background}): http://127.0.0.1:${layout.balancer}/. End it with: ${ending(layout)}`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
