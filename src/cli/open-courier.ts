import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { secretsRedactor } from '../domain/redact.ts';
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
    appendFile: (path, text) => appendFile(path, text),
  });
}
