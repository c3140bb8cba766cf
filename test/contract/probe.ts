/** What every probe must do, whatever it measures; run against its fake and against its real system. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import { plain, ms, type Unit } from '../../src/domain/units.ts';
import type { ProbeKind, ProbePorts, ProbeSession } from '../../src/ports/probe.ts';

export interface ProbeStage {
  readonly kind: ProbeKind;
  /** As `kind.schema` gives it. */
  readonly spec: JsonObject;
  readonly unit?: Unit;
  readonly ports: ProbePorts;
  /** What a healthy target must measure, in canonical units. */
  readonly healthy: (value: number) => boolean;
  /** Makes the source answer garbage, then nothing at all. */
  garble(): Promise<void>;
  silence(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** `open` stands up a fresh source for each test. */
export function probeContract(name: string, open: () => Promise<ProbeStage>): void {
  describe(`${name} keeps the probe contract`, () => {
    let stage: ProbeStage;
    let session: ProbeSession;

    beforeEach(async () => {
      stage = await open();
      const unit = stage.unit ?? stage.kind.unit(stage.spec) ?? plain;
      session = await (await stage.kind.load())(stage.spec, { name: 'sli', unit, every: ms(200) }, stage.ports);
    });
    afterEach(async () => {
      await session[Symbol.asyncDispose]();
      await stage[Symbol.asyncDispose]();
    });

    /** Samples at its own pace until something other than "not yet" comes, at most 5 s. */
    const firstWord = async (): Promise<Awaited<ReturnType<ProbeSession['sample']>>> => {
      for (let tries = 0; tries < 50; tries += 1) {
        using deadline = stage.ports.clock.deadline(ms(2000));
        const measurement = await session.sample(deadline.signal).catch((error: unknown) => ({ kind: 'blind' as const, reason: String(error) }));
        if (measurement.kind === 'good') return measurement;
        await stage.ports.clock.sleep(ms(100));
      }
      throw new Error('no measurement within 5 s');
    };

    test('measures a healthy target in canonical units', async () => {
      const measurement = await firstWord();
      if (measurement.kind !== 'good') throw new Error('unreachable');
      expect(stage.healthy(measurement.value)).toBe(true);
      expect(measurement.pool !== undefined).toBe(stage.kind.poolable(stage.spec));
    });

    test('says where it reads from', () => {
      expect(stage.kind.hosts(stage.spec, stage.ports).length > 0 || stage.kind.cluster?.(stage.spec) !== undefined).toBe(true);
    });

    test('never answers garbage with a good value', async () => {
      await firstWord();
      await stage.garble();
      await stage.ports.clock.sleep(ms(300));
      await session.sample(new AbortController().signal).catch(() => undefined);
      await stage.ports.clock.sleep(ms(300));
      const measurement = await session.sample(new AbortController().signal).catch(() => ({ kind: 'blind' as const }));
      if (measurement.kind === 'good') expect(stage.healthy(measurement.value)).toBe(false);
    });

    test('settles soon after its signal aborts, while the source is silent', async () => {
      await firstWord();
      await stage.silence();
      using deadline = stage.ports.clock.deadline(ms(300));
      const started = stage.ports.clock.now();
      await session.sample(deadline.signal).catch(() => undefined);
      expect(stage.ports.clock.now() - started).toBeLessThan(3000);
    });
  });
}
