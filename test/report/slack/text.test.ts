import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut } from '../../../src/report/cut.ts';
import { command, link, mention, said } from '../../../src/report/slack/text.ts';

test.each([
  ['<!channel> & <@U012>', '&lt;!channel&gt; &amp; &lt;@U012&gt;'],
  ['*bold* ~gone~ `code` _it_ snake_case', '∗bold∗ ∼gone∼ ˋcodeˋ ＿it＿ snake_case'],
  [':fire: at 12:30:45', '∶fire: at 12:30:45'],
  ['two\nlines\u0007 and \u202eback', 'two lines and back'],
  ['مرحبا 5 of 7', '\u2068مرحبا 5 of 7\u2069'],
  ['half \ud83e pair', 'half \ufffd pair'],
])('%j shows as it is: %j', (text, shown) => {
  expect(said(text)).toBe(shown);
});

test('what is cut counts the characters that travel, and never leaves half of one', () => {
  expect(said('a&&&&', 11)).toBe('a&amp;…');
  expect(said('ab👩‍👩‍👧‍👦cd', 12)).toBe('ab…');
  expect(said('🇩🇪🇫🇷🇮🇹', 9)).toBe('🇩🇪🇫🇷…');
});

test('whatever is cut stays within its length, and is a beginning of what it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 1, max: 60 }), (text, most) => {
      const short = cut(text, most);
      expect(short.length).toBeLessThanOrEqual(most);
      expect(text.startsWith(short.replace(/…$/, '').trimEnd())).toBe(true);
    }),
  );
});

test('a command can be copied as it is, and cannot end its block', () => {
  expect(command('kubectl patch x -p \'{"a":*_`}\' && echo ```')).toBe("```kubectl patch x -p '{\"a\":*_`}' &amp;&amp; echo '''```");
});

test('an address becomes a link only where it is one, and cannot end it', () => {
  expect(link('report', 'https://x.example/a|b>?c&d')).toBe('<https://x.example/a%7Cb%3E?c&amp;d|report>');
  expect(link('runbook', 'javascript:alert(1)')).toBe('runbook: javascript:alert(1)');
});

test.each([
  ['U024BE7LH', '<@U024BE7LH>'],
  ['S0614TZR7', '<!subteam^S0614TZR7>'],
  ['here', '<!here>'],
])('%s is called by %s', (who, text) => {
  expect(mention(who)).toBe(text);
});
