import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/domain/events.ts';
import { ms } from '../../src/domain/units.ts';
import type { Sink } from '../../src/ports/sink.ts';
import { Audience } from '../../src/engine/audience.ts';
import { at } from '../domain/story.ts';
import { FakeClock } from '../fakes/clock.ts';
import { drill, fault, hangs, planOf, worldWith } from './rig.ts';

const note = (text: string): Event => at(0, { kind: 'note', text });
const textOf = (event: Event): string => (event.kind === 'note' ? event.text : event.kind);

function audience(...sinks: Sink[]) {
  const dropped: string[] = [];
  const clock = new FakeClock();
  const seats = new Audience(sinks, clock);
  seats.onDrop = (name, why) => dropped.push(`${name}: ${why}`);
  return { seats, dropped, clock };
}

describe('a sink', () => {
  test('that throws, or rejects, is dropped and said so; the others hear on', async () => {
    const heard: string[] = [];
    const throws: Sink = {
      name: 'throws',
      receive: () => {
        throw new Error('boom');
      },
    };
    const rejects: Sink = { name: 'rejects', receive: () => Promise.reject(new Error('503')) };
    const { seats, dropped, clock } = audience(throws, rejects, { name: 'console', receive: (event) => void heard.push(textOf(event)) });
    for (const text of ['a', 'b']) seats.tell(note(text));
    await clock.advance(0);
    seats.tell(note('c'));
    expect(heard).toEqual(['a', 'b', 'c']);
    expect(dropped).toEqual(['throws: Error: boom', 'rejects: Error: 503']);
  });

  test('that takes its time gets everything in order, one at a time', async () => {
    const heard: string[] = [];
    const { seats, clock } = audience({
      name: 'slack',
      receive: async (event) => {
        await clock.sleep(ms(100));
        heard.push(textOf(event));
      },
    });
    for (const text of ['a', 'b', 'c']) seats.tell(note(text));
    expect(heard).toEqual([]);
    await clock.advance(200);
    expect(heard).toEqual(['a', 'b']);
    const closing = seats[Symbol.asyncDispose]();
    await clock.advance(500);
    await closing;
    expect(heard).toEqual(['a', 'b', 'c']);
  });

  test('that falls too far behind is left behind', () => {
    const { seats, dropped } = audience({ name: 'hung', receive: hangs });
    for (let count = 0; count < 10_002; count += 1) seats.tell(note('x'));
    expect(dropped).toEqual(['hung: it fell 10000 events behind']);
  });

  test('is waited for at most two seconds in the end', async () => {
    const { seats, clock } = audience({ name: 'hung', receive: hangs }, { name: 'never closes', receive: () => undefined, close: hangs });
    seats.tell(note('a'));
    let over = false;
    const closing = seats[Symbol.asyncDispose]().then(() => {
      over = true;
    });
    await clock.advance(1900);
    expect(over).toBe(false);
    await clock.advance(200);
    await closing;
    expect(over).toBe(true);
  });

  test('is waited for as long as whoever seats it says', async () => {
    const clock = new FakeClock();
    const seats = new Audience([{ name: 'never closes', receive: () => undefined, close: hangs }], clock, ms(5000));
    let over = false;
    const closing = seats[Symbol.asyncDispose]().then(() => {
      over = true;
    });
    await clock.advance(4900);
    expect(over).toBe(false);
    await clock.advance(200);
    await closing;
  });

  test('that throws is recorded in the run, whose verdict it does not change', async () => {
    const world = worldWith();
    world.sinks.push({
      name: 'slack',
      receive: ({ kind }) => {
        if (kind === 'fault.present') throw new Error('channel_not_found');
      },
    });
    const { verdict, of } = await drill(planOf([fault('slow')]), world);
    expect(of('subscriber.dropped')).toMatchObject([{ name: 'slack', why: 'Error: channel_not_found' }]);
    expect(verdict).toMatchObject({ outcome: 'held', remarks: ['slack was dropped: Error: channel_not_found'] });
  });
});

describe('a secret', () => {
  test('never leaves in an event, whoever repeats it', async () => {
    const world = worldWith();
    world.measures('errors', () => Promise.reject(new Error('401 for token s3cr3t-token')));
    const { events } = await drill(planOf([fault('slow')], {}, { secrets: ['s3cr3t-token'] }), world);
    expect(JSON.stringify(events)).not.toContain('s3cr3t');
    expect(JSON.stringify(events)).toContain('401 for token ***');
  });
});
