/** One metric from metrics pages: the part that reads them. */
import { CannotMeasure } from '../../domain/cannot-measure.ts';
import type { Measurement } from '../../domain/sample.ts';
import { ms, showMs, type Ms } from '../../domain/units.ts';
import type { Opener, ProbePorts } from '../../ports/probe.ts';
import { Counters } from './counters.ts';
import { quantile, rate, ratio } from './growth.ts';
import { addressesOf, type ScrapeSpec } from './kind.ts';
import { gauge, type Measure } from './measure.ts';
import { Page, patience } from './page.ts';
import { selectorOf } from './selector.ts';

export const open: Opener<ScrapeSpec> = async (spec, sli, ports) => {
  const addresses = addressesOf(spec, ports);
  if (addresses.length === 0) throw unknownName(sli.name, spec, ports);
  const pages = addresses.map((url) => Page.shared(url, sli.every, ports));
  const oldest = ms(sli.every + patience);
  const measure = measureOf(spec, sli.unit.scale, oldest);
  return {
    sample: (signal) => sample(pages, oldest, measure, ports, signal),
    async [Symbol.asyncDispose]() {},
  };
};

/** `late` is how much later than its window a reading may come. */
function measureOf(spec: ScrapeSpec, scale: number, late: Ms): Measure {
  const selector = selectorOf(spec.metric);
  if (spec.over === undefined) return gauge(selector, spec.aggregate, scale);
  if (spec.per !== undefined) return ratio(selector, selectorOf(spec.per), new Counters(spec.over, late), scale);
  if (spec.quantile !== undefined) return quantile(selectorOf(bucketsOf(spec.metric, selector.name)), spec.quantile, new Counters(spec.over, late), scale);
  return rate(selector, spec.aggregate, new Counters(spec.over, late, 'forgetful'), scale);
}

/** `latency_seconds{route="/"}` names the histogram; its counts are in `latency_seconds_bucket`. */
function bucketsOf(metric: string, name: string): string {
  return name.endsWith('_bucket') ? metric : metric.replace(name, `${name}_bucket`);
}

/** Every page must have been read, and lately: what one replica hides would change the sum of all. */
async function sample(pages: readonly Page[], oldest: Ms, measure: Measure, ports: ProbePorts, signal: AbortSignal): Promise<Measurement> {
  const looks = await Promise.all(pages.map((page) => page.look(signal)));
  const failed = looks.find((look) => look.kind === 'failed');
  if (failed !== undefined) return { kind: 'blind', reason: failed.reason };
  const read = looks.filter((look) => look.kind === 'read');
  const times = read.map(({ at }) => at);
  const age = ports.clock.now() - Math.min(...times);
  if (age > oldest) return { kind: 'blind', reason: `the page was last read ${showMs(age)} ago` };
  return measure({ at: ms(Math.max(...times)), pages: read.map(({ page }) => page) });
}

function unknownName(sli: string, spec: ScrapeSpec, ports: ProbePorts): CannotMeasure {
  const known = Object.keys(ports.scrapes).join(', ') || 'none';
  return new CannotMeasure(sli, `scrapes names no pages ${JSON.stringify(spec.scrape)}`, `Known: ${known}.`);
}
