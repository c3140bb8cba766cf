import { CannotMeasure } from '../../domain/cannot-measure.ts';
import type { Measurement } from '../../domain/sample.ts';
import { reason } from '../../domain/reason.ts';
import type { Opener } from '../../ports/probe.ts';
import type { LoadSli } from './kind.ts';
import { openLoad } from './load.ts';
import { isLatency } from './measures.ts';
import { measurementOf } from './reading.ts';

/** One SLI over a load; throws where there is no such load, or it cannot start. */
export const openLoadSession: Opener<LoadSli> = async ({ load: name, measure }, { name: sli }, ports) => {
  const spec = ports.loads.find((load) => load.name === name);
  if (spec === undefined) throw new CannotMeasure(sli, `there is no load ${JSON.stringify(name)}`, 'Add it under load:.');
  // The key is the engine's too: whoever asks first starts the load, and the run stops it.
  const load = ports.shared(`load:${name}`, () => {
    // It would be sent from here, and measured as if it were not.
    if (spec.in !== undefined) throw new CannotMeasure(sli, `nobody has started load ${name} in its cluster`, 'Only a run does.');
    return openLoad(spec, ports);
  });
  await load.stats(); // a generator that cannot run says so now
  const cursor = load.cursor({ latencies: isLatency(measure) });
  return {
    async sample(signal): Promise<Measurement> {
      try {
        return measurementOf(measure, await cursor.take(signal));
      } catch (error) {
        return { kind: 'blind', reason: reason(error) };
      }
    },
    async [Symbol.asyncDispose]() {
      cursor[Symbol.dispose]();
    },
  };
};
