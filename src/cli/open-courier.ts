import { appendFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { secretsRedactor } from '../domain/redact.ts';
import { reason } from '../domain/reason.ts';
import { ms, showMs } from '../domain/units.ts';
import { systemClock } from '../platform/clock.ts';
import { program } from '../platform/program.ts';
import type { Http } from '../ports/http.ts';
import type { Courier, Deliveries, SinkSetting } from '../ports/sink.ts';
import { deliveriesIn } from '../record/deliveries.ts';

export interface CourierOptions {
  /** Of couriers alone, so that a receiver that hangs keeps nobody else waiting. */
  readonly http: Http;
  /** The folder under which the folders of runs lie. */
  readonly runs: string;
  /** What no note and no line may repeat. */
  readonly secrets: readonly string[];
}

/** Loads what delivers, and opens it as the config says; rejects where it cannot be. */
export async function openCourier({ name, kind, settings }: SinkSetting, { http, runs, secrets }: CourierOptions): Promise<Courier> {
  const open = await kind.load();
  const clean = secretsRedactor(secrets);
  return open(settings, {
    name,
    clock: systemClock,
    http,
    env: program.env,
    deliveries: (run): Deliveries => deliveriesIn(join(runs, run), name, clean),
    findings: async (run) => (await import('./findings-of-run.ts')).findingsOfRun(run, resolve(runs, '../..')),
    appendFile: (path, text) => appendFile(path, text),
  });
}

/** What loading one may take before a run. */
const opening = ms(5000);

/** The same for a run, which goes on without one that cannot be opened, and says so. */
export async function openInTime(setting: SinkSetting, options: CourierOptions & { readonly say: (line: string) => void }): Promise<Courier | undefined> {
  const given = new AbortController();
  const late = systemClock.sleep(opening, given.signal).then(() => Promise.reject(new Error(`it is not loaded within ${showMs(opening)}`)));
  try {
    return await Promise.race([openCourier(setting, options), late]);
  } catch (error) {
    options.say(`Not telling ${setting.name} of this run: it cannot be opened: ${reason(error)}.`);
    return undefined;
  } finally {
    given.abort();
  }
}
