import { expect, test } from 'vitest';
import { parseJson } from '../../src/domain/json.ts';

test('JSON is read as it is; what is none, or only half of it, says nothing', () => {
  for (const json of [null, 0, false, '', [1, ['x']], { a: { b: null } }]) expect(parseJson(JSON.stringify(json))).toEqual(json);
  for (const text of ['', ' ', '{"a":', '<html>', 'undefined', 'NaN', '{} {}']) expect(parseJson(text)).toBeUndefined();
});
