/** What every courier must do, whatever it tells whom; run against a receiver that keeps the documented rules of the real one. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Event, RunStarted } from '../../src/domain/events.ts';
import { ms } from '../../src/domain/units.ts';
import { createHttp } from '../../src/platform/http.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Courier, Deliveries, Delivery, SinkKind, SinkPorts } from '../../src/ports/sink.ts';
import { deliveriesIn } from '../../src/record/deliveries.ts';
import { run as arbitraryRun } from '../domain/arbitrary.ts';
import { good, sampled } from '../domain/story.ts';
import { quickClock } from '../fakes/quick-clock.ts';
import { abortedDrill, endOf, leftDrill, restoredSince, untilVerdict } from '../sinks/drills.ts';
import type { Mode, Receiver } from '../sinks/receiver.ts';

export interface SinkRig {
  readonly kind: SinkKind;
  receiver(): Promise<Receiver>;
  /** As a config says them once its references are resolved; every credential in them contains `canary`. */
  settings(receiver: Receiver): object;
  readonly env?: (receiver: Receiver) => Readonly<Record<string, string>>;
  /** What the receiver has after a whole run that was aborted. */
  readonly whole: readonly string[];
  /** What it has besides once `firedrill restore` took out what a run had left. */
  readonly anew: readonly string[];
  /** The ways in which this receiver can be bad; all unless said. */
  readonly modes?: readonly Mode[];
}

const failing: readonly Mode[] = ['hangs', 'refuses', 'resets', 'fails'];
const canary = /canary/i;

export function sinkContract(name: string, rig: SinkRig): void {
  const modes = (all: readonly Mode[]): readonly Mode[] => all.filter((mode) => rig.modes?.includes(mode) ?? true);

  describe(`${name} keeps the contract of couriers`, () => {
    let receiver: Receiver;
    let http: ReturnType<typeof createHttp>;
    let folder: string;
    let courier: Courier;
    const said: string[] = [];

    let noting = 0;
    const deliveries = (): Deliveries => {
      const real = deliveriesIn(folder, 'team');
      const counted = async (delivery: Delivery): Promise<void> => {
        noting += 1;
        await real.write(delivery);
        noting -= 1;
      };
      return { read: () => real.read(), write: counted };
    };
    /** Waits until nothing more comes, and what came is noted: a process that dies in between cannot know. */
    const settled = async (): Promise<void> => {
      for (let [calm, last] = [0, -1]; calm < 4; calm = receiver.calls() === last && noting === 0 ? calm + 1 : 0) {
        last = receiver.calls();
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
    };
    const note = (): Promise<Delivery | undefined> => deliveries().read();
    /** One in a new process, which knows nothing but the notes; its time goes so many times faster. */
    const open = async (times = 1): Promise<Courier> => {
      const settings: unknown = rig.kind.schema.parse(rig.settings(receiver));
      const env = rig.env?.(receiver) ?? {};
      const ports: SinkPorts = {
        name: 'team',
        clock: quickClock(times),
        http,
        env: (variable) => env[variable],
        deliveries,
        findings: async () => undefined,
        appendFile: async (path, text) => void (await import('node:fs/promises').then((fs) => fs.appendFile(path, text))),
      };
      return (await rig.kind.load())(settings, ports);
    };
    const tell = (events: readonly Event[]): void => {
      for (const event of events) void Promise.try(() => courier.receive(event)).catch((error: unknown) => said.push(`threw ${String(error)}`));
    };
    /** Gives it so long to end; rejects where it takes longer than that by far. */
    const close = async (time: number): Promise<void> => {
      using deadline = systemClock.deadline(ms(time));
      const late = new Promise((_resolve, reject) => setTimeout(reject, time + 10_000, new Error('it has not closed')).unref());
      await Promise.race([courier.close?.(deadline.signal), late]);
    };
    const redeliver = async (record: readonly Event[], time = 10_000, times = 1): Promise<void> => {
      using deadline = systemClock.deadline(ms(time));
      await (await open(times)).redeliver(record, folder, deadline.signal);
    };

    beforeEach(async () => {
      said.length = 0;
      receiver = await rig.receiver();
      http = createHttp();
      folder = await mkdtemp(join(tmpdir(), 'fd-sink-'));
      courier = await open();
    });
    afterEach(async () => {
      await courier.close?.(AbortSignal.abort());
      await http[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
      expect(said).toEqual([]);
      for (const file of await readdir(join(folder, 'sinks')).catch(() => [])) expect(await readFile(join(folder, 'sinks', file), 'utf8')).not.toMatch(canary);
      await rm(folder, { recursive: true });
    });

    test('a whole run is told, and noted as delivered', async () => {
      tell(abortedDrill());
      await close(10_000);
      expect(receiver.got).toEqual(rig.whole);
      expect(await note()).toMatchObject({ state: 'delivered' });
    });

    test('what was delivered is not delivered again', async () => {
      tell(abortedDrill());
      await close(10_000);
      await redeliver(abortedDrill());
      expect(receiver.got).toEqual(rig.whole);
    });

    test.each(modes(['slow']))('a receiver that is %s gets all of it, and nobody waits meanwhile', async (mode) => {
      await receiver.mode(mode);
      let told = false;
      tell(abortedDrill());
      told = receiver.got.length < rig.whole.length;
      expect(told).toBe(true);
      await close(10_000);
      expect(receiver.got).toEqual(rig.whole);
    });

    test.each(modes(['busy']))('a receiver that is %s is asked again when it said, and not more often', async (mode) => {
      courier = await open(2);
      await receiver.mode(mode);
      tell(abortedDrill());
      await close(10_000);
      expect(receiver.got).toEqual(rig.whole);
      expect(receiver.calls()).toBe(rig.whole.length + 2);
    });

    test.each(modes(['hangs']))('a receiver that %s is let go when the time is over, whatever patience is left', async (mode) => {
      await receiver.mode(mode);
      tell(abortedDrill());
      // By its own patience it would try twice for 5 s: `close` rejects first.
      await close(200);
      const calls = receiver.calls();
      await receiver.mode('well');
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect([receiver.got, receiver.calls()]).toEqual([[], calls]);
    });

    describe.each(modes(failing))('a receiver that %s', (mode) => {
      test('costs the run nothing but its patience, and gets everything later', async () => {
        courier = await open(20);
        await receiver.mode(mode);
        tell(abortedDrill());
        await close(300);
        expect((await note())?.state).toMatch(/^(undelivered|open)$/);
        await receiver.mode('well');
        const calls = receiver.calls();
        await new Promise((resolve) => setTimeout(resolve, 60));
        expect([receiver.got, receiver.calls()], 'closed, it sends no more').toEqual([[], calls]);
        await redeliver(abortedDrill());
        expect(receiver.got).toEqual(rig.whole);
        expect(await note()).toMatchObject({ state: 'delivered' });
      });

      test('half-way gets what was missing, and nothing twice', async () => {
        const drill = abortedDrill();
        tell(untilVerdict(drill));
        await settled();
        await receiver.mode(mode);
        tell(drill.slice(untilVerdict(drill).length));
        await close(300);
        await receiver.mode('well');
        await redeliver(drill);
        expect(receiver.got).toEqual(rig.whole);
      });

      test('when asked once more is said, without a credential, and all is kept', async () => {
        await receiver.mode(mode);
        const why = await redeliver(abortedDrill(), 400, 20).then(
          () => 'it resolved',
          (error: unknown) => String(error),
        );
        expect(why).not.toBe('it resolved');
        expect(why).not.toMatch(canary);
        await receiver.mode('well');
        await redeliver(abortedDrill());
        expect(receiver.got).toEqual(rig.whole);
      });
    });

    test('a run whose runner was killed is ended by what its guardian recorded', async () => {
      const before = untilVerdict(abortedDrill());
      tell(before);
      await settled();
      await redeliver([...before, ...endOf(before, 30_000, 'guardian')]);
      expect(receiver.got).toEqual(rig.whole);
      expect(await note()).toMatchObject({ state: 'delivered' });
    });

    test('a run that firedrill restore ended anew is told anew', async () => {
      tell(leftDrill());
      await close(10_000);
      const before = receiver.got.length;
      await redeliver(restoredSince(leftDrill()));
      expect(receiver.got.slice(before)).toEqual(rig.anew);
      await redeliver(restoredSince(leftDrill()));
      expect(receiver.got.slice(before)).toEqual(rig.anew);
    });

    test.each([
      ['huge', 'x'.repeat(100_000)],
      ['of many lines', 'line\n'.repeat(5000)],
      ['Unicode', '🧯 дрель 演習 نص \u202E ﷽ e\u0301\u0302 \u0000\u0007\u001b[31m <&>"\'`|*_~@everyone'.repeat(40)],
      ['half a pair', `${'\ud83e'.repeat(300)} \udd2f`],
    ])('texts that are %s arrive as something the receiver takes', async (_how, text) => {
      tell(abortedDrill(wordy(text)));
      await close(10_000);
      expect(receiver.got).toEqual(rig.whole);
    });

    test('a run of a hundred thousand samples costs it next to nothing', async () => {
      const [begin, ...rest] = abortedDrill();
      if (begin === undefined) throw new Error('no drill');
      const before = process.cpuUsage();
      void courier.receive(begin);
      for (let second = 0; second < 100_000; second += 1) void courier.receive(sampled('p99', good(second, 12)));
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1e6, 'seconds of processor time for 100 000 samples').toBeLessThan(3);
      tell(rest);
      await close(10_000);
      expect(receiver.got).toEqual(rig.whole);
    });

    test('nothing that can happen makes it throw, in whichever order', async () => {
      const any = fc.array(arbitraryRun, { minLength: 1, maxLength: 2 }).map((runs) => runs.flatMap((run) => [...run, ...endOf(run, 99_000)]));
      const story = any.chain((events) => fc.shuffledSubarray(events));
      for (const events of fc.sample(story, { numRuns: 15, seed: 5 })) {
        courier = await open();
        tell(events);
        await close(1000);
        tell(events.slice(0, 3));
      }
    });
  });
}

/** Every text of the run's own; its name is one of small letters. */
const wordy = (text: string): Partial<RunStarted> => ({
  hypothesis: text,
  owner: text,
  tags: [text],
  links: { [text]: text },
  vars: { text },
  file: text,
});
