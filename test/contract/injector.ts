/** What every injector must do, whatever it breaks; run against its fake and against its real system. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import type { Injector, InjectorKind, InjectorPorts } from '../../src/ports/injector.ts';

export interface InjectorStage {
  readonly kind: InjectorKind;
  /** As `kind.schema` gives it. */
  readonly spec: JsonObject;
  readonly ports: InjectorPorts;
  /** The target's whole state as far as this injector could change it; equal before and after. */
  snapshot(): Promise<unknown>;
  /** Module and environment by which another process finds the same injector: it must export `kind` and `ports`. Absent for a fake that lives in this process. */
  readonly elsewhere?: { readonly module: string; readonly env?: Record<string, string> };
  /** Makes the target refuse this injection between preflight and the act. Absent where nothing can. */
  refuse?(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const signal = (): AbortSignal => new AbortController().signal;

/** `open` stands up a fresh target for each test. */
export function injectorContract(name: string, open: () => Promise<InjectorStage>): void {
  describe(`${name} keeps the injector contract`, () => {
    let stage: InjectorStage;
    let injector: Injector;
    const id = { run: 'c0ntra', n: 1 };

    beforeEach(async () => {
      stage = await open();
      injector = await stage.kind.load(stage.ports);
    });
    afterEach(async () => {
      await stage[Symbol.asyncDispose]();
    });

    const inject = async (): Promise<JsonObject> => {
      const prepared = await injector.prepare(stage.spec, id, signal());
      await injector.apply(stage.spec, prepared.undo, signal());
      return prepared.undo;
    };

    test('plans without touching anything, and says what restore will do', async () => {
      const before = await stage.snapshot();
      const plan = stage.kind.plan(stage.spec, stage.ports);
      expect(plan.locks.length).toBeGreaterThan(0);
      expect(plan.restores).not.toBe('');
      expect(await stage.snapshot()).toEqual(before);
    });

    test('preflight and prepare only read', async () => {
      const before = await stage.snapshot();
      expect(await injector.preflight(stage.spec, signal())).toEqual([]);
      const prepared = await injector.prepare(stage.spec, id, signal());
      expect(prepared.targets.length).toBeGreaterThan(0);
      expect(await stage.snapshot()).toEqual(before);
    });

    test('the undo is plain JSON', async () => {
      const { undo } = await injector.prepare(stage.spec, id, signal());
      expect(JSON.parse(JSON.stringify(undo))).toEqual(undo);
    });

    test('injects, observes, restores, and observes that it is gone', async () => {
      const before = await stage.snapshot();
      const undo = await inject();
      expect((await injector.observe(undo, signal())).presence).toBe('present');
      expect((await injector.restore(undo, signal())).kind).toBe('restored');
      expect((await injector.observe(undo, signal())).presence).toBe('absent');
      expect(await stage.snapshot()).toEqual(before);
    });

    test('restores twice', async () => {
      const before = await stage.snapshot();
      const undo = await inject();
      await injector.restore(undo, signal());
      expect((await injector.restore(undo, signal())).kind).toBe('restored');
      expect(await stage.snapshot()).toEqual(before);
    });

    test('restores what was prepared and never applied', async () => {
      const before = await stage.snapshot();
      const { undo } = await injector.prepare(stage.spec, id, signal());
      expect((await injector.restore(undo, signal())).kind).toBe('restored');
      expect(await stage.snapshot()).toEqual(before);
    });

    test('restores from JSON in another process', async ({ skip }) => {
      if (stage.elsewhere === undefined) return skip('a fake that lives in this process');
      const before = await stage.snapshot();
      const undo = await inject();
      const script = `const { kind, ports } = await import(${JSON.stringify(stage.elsewhere.module)});
        const result = await (await kind.load(ports)).restore(${JSON.stringify(undo)}, new AbortController().signal);
        console.log(JSON.stringify(result)); process.exit(0);`;
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
        env: { ...process.env, ...stage.elsewhere.env },
      });
      expect(JSON.parse(stdout)).toMatchObject({ kind: 'restored' });
      expect(await stage.snapshot()).toEqual(before);
    });

    test('an act that is refused says why, and has changed nothing', async ({ skip }) => {
      if (stage.refuse === undefined) return skip('nothing refuses this act once preflight has let it pass');
      const { undo } = await injector.prepare(stage.spec, id, signal());
      await stage.refuse();
      const before = await stage.snapshot();
      const refused = await injector.apply(stage.spec, undo, signal());
      expect(refused).toEqual({ kind: 'refused', refusals: expect.arrayContaining([{ why: expect.any(String), hint: expect.any(String) }]) });
      expect(await stage.snapshot()).toEqual(before);
      expect((await injector.observe(undo, signal())).presence).toBe('absent');
      expect((await injector.restore(undo, signal())).kind).toBe('restored');
      expect(await stage.snapshot()).toEqual(before);
    });

    test('restores after an abort in mid-inject', async () => {
      const before = await stage.snapshot();
      const { undo } = await injector.prepare(stage.spec, id, signal());
      const halt = new AbortController();
      const applying = injector.apply(stage.spec, undo, halt.signal).catch(() => undefined);
      halt.abort(new Error('halted'));
      await applying;
      expect((await injector.restore(undo, signal())).kind).toBe('restored');
      expect(await stage.snapshot()).toEqual(before);
    });
  });
}
