/** Text from experiments and targets on its way into Slack: it must show as it is, and never mention, link or format anything. */
import { cut } from '../cut.ts';

/** The three characters that Slack gives a meaning (https://docs.slack.dev/messaging/formatting-message-text). */
const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** One line of it, cut at `most` characters as they travel; whatever would format has a twin that does not, for Slack knows no way to escape it. */
export function said(text: string, most = 300): string {
  const line = neutral(oneLine(text));
  return isolated(escape(cut(line, most, (part) => escape(part).length)));
}

/** The same where Slack formats nothing: a headline, the text of a notification. */
export const bare = (text: string, most = 300): string => cut(oneLine(text), most);

/** A command to be copied: only what would end the block of code is changed. */
export const command = (text: string, most = 600): string =>
  `\`\`\`${escape(cut(oneLine(text).replaceAll('```', "'''"), most, (part) => escape(part).length))}\`\`\``;

/** Without control characters, and without those that turn the direction of what follows. */
function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim();
}

function neutral(text: string): string {
  return text
    .replaceAll('*', '∗')
    .replaceAll('~', '∼')
    .replaceAll('`', 'ˋ')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '＿')
    .replace(/:(?=[a-z0-9_+'-]*[a-z][a-z0-9_+'-]*:)/gi, '∶');
}

/** Text that runs from right to left keeps its direction to itself: the numbers beside it stay where they are. */
const isolated = (text: string): string =>
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(text) ? `\u2068${text}\u2069` : text;

/** A link with its words; an address that Slack would not take for one is said as text. */
export function link(words: string, address: string): string {
  const url = address.replace(/&/g, '&amp;').replace(/[<>|\s]/g, encodeURIComponent);
  return /^https?:\/\//.test(address) && url.length <= 1000 ? `<${url}|${said(words, 60)}>` : `${said(words, 60)}: ${said(address, 200)}`;
}

/** Who is called, as the config names them: a user, a group, `here` or `channel`. */
export function mention(who: string): string {
  if (who === 'here' || who === 'channel') return `<!${who}>`;
  return who.startsWith('S') ? `<!subteam^${who}>` : `<@${who}>`;
}
