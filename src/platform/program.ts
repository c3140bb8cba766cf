import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { openTerminal } from './terminal.ts';

const out = openTerminal(1) ?? process.stdout;
const err = openTerminal(2) ?? process.stderr;

/** This program as the rest of it may see it: its streams, its environment, its end. */
export const program = {
  get stdin(): Readable {
    return process.stdin;
  },
  get terminal(): { readonly out: boolean; readonly talk: boolean; readonly width: number } {
    return { out: process.stdout.isTTY, talk: process.stderr.isTTY, width: process.stderr.columns ?? 100 };
  },
  /** A line of the result, to standard output. */
  print: (line: string): void => {
    out.write(`${line}\n`);
  },
  /** A line of talk, to standard error. */
  talk: (line: string): void => {
    err.write(`${line}\n`);
  },
  /** Colour, where the stream is a terminal that wants it (NO_COLOR, FORCE_COLOR). */
  paint: (where: 'talk' | 'print', style: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string): string =>
    styleText(style, text, { stream: where === 'talk' ? process.stderr : process.stdout }),
  /** Asks a question at the terminal; `undefined` without one, where nothing ever prompts. */
  async ask(question: string, signal: AbortSignal): Promise<string | undefined> {
    if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
    const asking = createInterface({ input: process.stdin, output: process.stderr });
    // At a question the terminal hands Ctrl-C over as a key: without this it would answer this one alone.
    asking.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    try {
      return await asking.question(question, { signal });
    } finally {
      asking.close();
    }
  },
  env: (name: string): string | undefined => process.env[name],
  environment: (): Readonly<Record<string, string | undefined>> => process.env,
  cwd: (): string => process.cwd(),
  /** Sets the code to end with; nothing here ends at once, or a restore would be cut off. */
  endWith(code: number): void {
    process.exitCode = code;
  },
  /** Everything is done and said: a connection that will not close, or a client without a timeout, must not keep us. */
  leaveSoon(): void {
    setTimeout(() => process.exit(), 1000).unref();
  },
  ignoreSignals(): void {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
  },
  /** A terminal that went away, or a reader that left, must not end a restore. */
  survivePipes(): void {
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  },
  /** How to start this very node with one of our programs. */
  node: process.execPath,
  version: process.versions.node,
};
