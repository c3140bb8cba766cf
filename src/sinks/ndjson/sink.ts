import type { Sink } from '../../ports/sink.ts';

/** The event stream as it is recorded, one JSON line each: what `run --json` prints. */
export function ndjsonSink(print: (line: string) => void): Sink {
  return { name: 'json', receive: (event) => print(JSON.stringify(event)) };
}
