/** Blocks as HTML, near enough to Slack to judge wording and length. */
import type { Block, Message, Text } from '../../src/report/slack/blocks.ts';
import { mrkdwn } from './mrkdwn.ts';

export interface Shown {
  readonly title: string;
  readonly message: Message;
  readonly thread: readonly { readonly message: Message; readonly toAll: boolean }[];
  /** A PNG beside the page, with the words for those who do not see it. */
  readonly chart?: { readonly file: string; readonly alt: string };
}

const plain = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

const words = (text: Text): string => (text.type === 'plain_text' ? plain(text.text) : mrkdwn(text.text));

function block(one: Block): string {
  switch (one.type) {
    case 'header':
      return `<h3>${words(one.text)}</h3>`;
    case 'section':
      return `<div class="section">${words(one.text)}</div>`;
    case 'context':
      return `<div class="context">${one.elements.map(words).join(' ')}</div>`;
    case 'divider':
      return '<hr>';
    case 'actions':
      return `<div class="section">${one.elements.map(({ text, confirm }) => `<button title="${plain(`${confirm.title.text} ${confirm.text.text}`)}">${words(text)}</button>`).join(' ')}</div>`;
  }
}

const post = ({ text, blocks }: Message, note = ''): string =>
  `<div class="post"><div class="icon">🧯</div><div class="body"><div class="name">firedrill <span class="app">APP</span>${note}</div>${blocks.map(block).join('')}
<div class="fallback">in a notification: ${plain(text)}</div></div></div>`;

function shown({ title, message, thread, chart }: Shown): string {
  const replies = thread.map((reply) => post(reply.message, reply.toAll ? ' <i>replied, also sent to the channel</i>' : ''));
  const picture =
    chart === undefined
      ? ''
      : `<div class="post"><div class="icon">🧯</div><div class="body"><img src="${chart.file}" alt="${plain(chart.alt)}" width="640"></div></div>`;
  const inThread =
    replies.length === 0 && picture === '' ? '' : `<div class="thread"><div class="context">in its thread</div>${replies.join('')}${picture}</div>`;
  return `<section><h2>${plain(title)}</h2>${post(message)}${inThread}</section>`;
}

const style = `
body { font: 15px/1.46 Lato, 'Helvetica Neue', Arial, sans-serif; margin: 0; }
.theme { padding: 16px 24px; } .light { background: #fff; color: #1d1c1d; } .dark { background: #1a1d21; color: #d1d2d3; }
section { max-width: 760px; margin: 0 0 40px; } h2 { font-size: 13px; font-weight: normal; opacity: .7; border-bottom: 1px solid #8884; }
.post { display: flex; gap: 10px; margin: 8px 0; } .icon { font-size: 24px; } .body { min-width: 0; overflow-wrap: anywhere; }
.name { font-weight: 900; } .app { font-size: 10px; background: #8883; padding: 1px 3px; border-radius: 2px; font-weight: normal; } .name i { font-weight: normal; font-size: 12px; opacity: .7; }
h3 { font-size: 18px; margin: 4px 0; } .section { margin: 6px 0; } .context { font-size: 12px; opacity: .75; } .context div { display: inline; }
blockquote { margin: 2px 0; padding-left: 10px; border-left: 4px solid #8886; } pre { white-space: pre-wrap; background: #8882; border: 1px solid #8884; border-radius: 4px; padding: 6px; margin: 4px 0; font-size: 12px; }
.mention { background: #f2c74433; color: #1264a3; border-radius: 3px; padding: 0 2px; } .dark .mention, .dark a { color: #1d9bd1; } a { color: #1264a3; }
.thread { margin-left: 34px; border-left: 2px solid #8884; padding-left: 10px; } .fallback { font-size: 11px; opacity: .5; } img { max-width: 100%; border-radius: 8px; }
`;

/** The whole page, in the light theme and in the dark. */
export function page(all: readonly Shown[]): string {
  const themes = ['light', 'dark'].map((theme) => `<div class="theme ${theme}">${all.map(shown).join('')}</div>`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>What firedrill says in Slack</title><style>${style}</style>${themes.join('')}</html>\n`;
}
