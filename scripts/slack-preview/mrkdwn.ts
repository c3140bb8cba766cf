/** Slack's mrkdwn as HTML, as far as our messages use it. */

const html = (text: string): string => text.replace(/"/g, '&quot;'); // & < > come escaped already

/** What stands in angle brackets: a mention, a moment, a link. */
function token(inside: string): string {
  const [head = '', words = head] = inside.split('|');
  if (head.startsWith('!date^')) return html(words.replace(/^(.{10})T(.{8}).*/, '$1 at $2'));
  if (head.startsWith('!subteam^')) return `<span class="mention">@group ${head.slice('!subteam^'.length)}</span>`;
  if (head.startsWith('!') || head.startsWith('@')) return `<span class="mention">@${head.slice(1)}</span>`;
  return `<a href="${html(head)}">${html(words)}</a>`;
}

/** Bold where the star has no word on its outer side and something on its inner. */
const bold = (text: string): string => text.replace(/(^|[^\p{L}\p{N}*])\*(\S(?:[^*\n]*\S)?)\*(?![\p{L}\p{N}*])/gu, '$1<b>$2</b>');

function inline(text: string): string {
  const parts = text.split(/(<[^>\n]+>)/);
  return bold(parts.map((part) => (part.startsWith('<') ? token(part.slice(1, -1)) : html(part))).join(''));
}

/** Lines, quotes and blocks of code. */
export function mrkdwn(text: string): string {
  return text
    .split(/(```[\s\S]*?```)/)
    .map((part) => {
      if (part.startsWith('```')) return `<pre>${html(part.slice(3, -3))}</pre>`;
      const lines = part.replace(/^\n|\n$/g, '').split('\n');
      return lines
        .map((line) => (line.startsWith('>') ? `<blockquote>${inline(line.slice(1))}</blockquote>` : `<div>${inline(line) || '&nbsp;'}</div>`))
        .join('');
    })
    .filter((part) => part !== '<div>&nbsp;</div>')
    .join('');
}
