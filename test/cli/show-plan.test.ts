import { expect, test } from 'vitest';
import { showPlan } from '../../src/cli/show-plan.ts';
import { ms, perSecond } from '../../src/domain/units.ts';
import { condition, during, eventually, recovery, throughout } from '../domain/story.ts';
import { abort, fault, planOf, sli } from '../engine/rig.ts';

/** The lines of one part of the plan, without their indentation. */
function part(text: string, title: string): readonly string[] {
  const lines = text.split('\n');
  const start = lines.indexOf(title) + 1;
  return start === 0 ? [] : lines.slice(start, lines.indexOf('', start)).map((line) => line.trim());
}

test('says what is started, what traffic is sent to whom, and what is only looked at', () => {
  const target = 'http://127.0.0.1:8080';
  const scene = {
    application: { start: ['node', 'main.ts'], ready: `${target}/ready`, within: ms(30_000), env: {} },
    load: [
      {
        name: 'checkout',
        method: 'POST',
        url: `${target}/checkout`,
        headers: {},
        rate: perSecond(200),
        timeout: ms(10_000),
        success: { headers: {}, json: {} },
      },
    ],
    observe: [sli('pool'), sli('hits')],
  };
  expect(part(showPlan(planOf([fault('slow')], scene), []), 'while it lasts:')).toEqual([
    'starts     node main.ts and its embedded proxies, ready within 30 s, unless http://127.0.0.1:8080/ready answers already',
    'sends      load checkout, 200/s: POST http://127.0.0.1:8080/checkout, each failed after 10 s',
    'observes   pool, hits: recorded, never judged',
  ]);
  expect(showPlan(planOf([fault('slow')]), [])).not.toContain('while it lasts');
});

test('says how long each SLI under abort may really be blind', () => {
  const slis = [sli('errors'), sli('slow', { every: ms(1500) }), sli('seldom', { every: ms(5000) }), sli('lag', { probe: 'prometheus' }), sli('seen')];
  const on = (name: string) => ({ ...abort(`abort.${name}`, 50), condition: condition(name, 'above', 50) });
  const prometheus = { url: 'http://127.0.0.1:9090', headers: {}, scrapeInterval: ms(15_000) };
  const plan = planOf([fault('slow')], { slis, abort: [on('errors'), on('slow'), on('seldom'), on('lag')] }, { prometheus });
  expect(part(showPlan(plan, []), 'halts at once when:').slice(4)).toEqual([
    'errors or slow is blind for longer than 3 s',
    'seldom is blind for longer than 10 s',
    'lag is blind for longer than 30 s',
    'the faults have been in for 5 m, or you say so',
  ]);
  const none = showPlan(planOf([fault('slow')], { abort: [], abortNone: 'nobody is there' }), []);
  expect(part(none, 'halts at once when:')).toEqual(['nothing: nobody is there', 'the faults have been in for 5 m, or you say so']);
});

test('says how samples become one number where several do, and nowhere else', () => {
  const last = condition('errors', 'at-most', 5, 'last');
  const expected = [during(condition('errors', 'at-most', 5), 2000, 'slow'), throughout(last), eventually(last, 15_000, 'inject', 'slow'), recovery(30_000)];
  const counted = eventually(condition('errors', 'at-least', 1, 'increase'), 15_000, 'restore');
  const text = showPlan(planOf([fault('slow')], { expect: [...expected, counted] }), []);
  expect(part(text, 'steady state, before and after:')).toEqual(['errors at most 5 (mean)']);
  expect(part(text, 'the hypothesis, in numbers:')).toEqual([
    'during: errors at most 5 (mean), after 2 s, of slow',
    'throughout: errors at most 5',
    'eventually: errors at most 5 within 15 s of the injection, of slow',
    'recovery: steady state again within 30 s of the restore',
    'eventually: errors at least 1 (increase) within 15 s of the restore',
  ]);
});

test('promises no end: it says about how long, with every wait used up', () => {
  const text = showPlan(planOf([fault('slow', {}, { start: { kind: 'at', at: ms(8000) } })]), []);
  expect(text.split('\n').at(-1)).toBe(
    'takes about 2 m 21 s with every wait used up: steady state 25 s, baseline 3 s, faults 18 s, restore 30 s, recovery 1 m 5 s',
  );
});
