import type { Markup } from './markup.ts';

/** Colour says nothing that a letter, a sign or a word does not say beside it. */
const rules = `
:root { --paper: #fff; --ink: #1d1c1d; --faint: #5c5b5d; --line: #d9d8da; --good: #0b6b3a; --bad: #a8201a; --doubt: #7a5200; --mark: #1b5fa8; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #17181a; --ink: #ececee; --faint: #a6a7ab; --line: #3a3b40; --good: #5bd08f; --bad: #ff8f85; --doubt: #f0c060; --mark: #7db9ff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.5rem; margin: 0; line-height: 1.25; }
h2 { font-size: 1.2rem; margin: 0; }
h3 { font-size: 1rem; margin: 0; display: inline; }
header p, footer p, figcaption span, .note, small { color: var(--faint); }
header p { margin: .25rem 0 1.5rem; }
section { border-top: 2px solid var(--ink); padding: .75rem 0 1.5rem; }
section > p { margin: .25rem 0 .75rem; }

.strip, .legend, .changes { list-style: none; padding: 0; margin: 0; }
.strip { display: flex; flex-wrap: wrap; gap: 3px; }
.strip li, .key { display: inline-block; position: relative; min-width: 2.1rem; padding: .1rem .2rem; text-align: center; font-size: .8rem; line-height: 1.4; }
.strip li, .key { border: 1.5px solid currentColor; border-radius: 3px; }
.strip b, .key b { margin-inline-end: .15rem; }
.legend { display: flex; flex-wrap: wrap; align-items: baseline; gap: .4rem 1.2rem; margin: .6rem 0 0; font-size: .875rem; }
.strip .edited, .key.edited { border-inline-start: 6px solid var(--mark); }
.key.edited { border-color: transparent; border-inline-start-color: var(--mark); }
.o-held { color: var(--good); }
.o-refuted, .o-aborted, .o-not-restored, .o-tool-error { color: var(--bad); }
.o-inconclusive { color: var(--doubt); }
.o-refused, .o-invalid, .o-rehearsal { color: var(--faint); }
.strip .o-not-restored, .key.o-not-restored { outline: 2px solid currentColor; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

figure { margin: 1.75rem 0 0; break-inside: avoid; }
figcaption { display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline; }
.note { margin: .1rem 0; font-size: .875rem; }
.changes { margin: .25rem 0; }
.worse { color: var(--bad); font-weight: 600; }
.better { color: var(--good); font-weight: 600; }
.chart { display: block; width: 100%; height: auto; margin-top: .25rem; }
.grid { stroke: var(--line); stroke-width: 1; }
.tick { fill: var(--faint); font-size: 8.5px; }
.level { stroke: var(--ink); stroke-width: 1.2; }
.change { stroke: var(--mark); stroke-width: 1.2; stroke-dasharray: 4 3; }
.dot { fill: var(--mark); fill-opacity: .75; stroke: var(--paper); stroke-width: .6; }
.small { r: 1.5px; stroke: none; }

details { margin-top: 1.75rem; }
.before { margin: 0 0 .5rem; }
summary { font-weight: 600; cursor: pointer; }
.scroll { overflow-x: auto; margin-top: .5rem; }
table { border-collapse: collapse; font-size: .875rem; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
thead th { vertical-align: bottom; }
tbody th, td { white-space: nowrap; }
.said { white-space: normal; min-width: 14rem; }
.word { font-weight: 600; }
.number { text-align: end; font-variant-numeric: tabular-nums; }
code { font-size: .9em; }
footer { border-top: 1px solid var(--line); font-size: .875rem; }

@media (max-width: 40rem) {
  .tick { font-size: 16px; }
  .dot:not(.small) { r: 4px; }
  .level { stroke-width: 2; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, tbody th, td { display: block; }
  tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
  tbody th, td { border: 0; padding: 0; white-space: normal; }
  .number { text-align: start; }
  .number::before { content: attr(data-title) ': '; color: var(--faint); }
  .empty { display: none; }
}
@media print {
  :root { --paper: #fff; --ink: #000; --faint: #444; --line: #bbb; --good: #0b6b3a; --bad: #a8201a; --doubt: #7a5200; --mark: #1b5fa8; }
  body { max-width: none; padding: 0; font-size: 11pt; }
  .scroll { overflow: visible; }
  tr { break-inside: avoid; }
}
`;

export const styles: Markup = { text: rules };
