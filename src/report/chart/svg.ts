/** SVG as text: elements with escaped attributes and texts. */

type Attributes = Readonly<Record<string, string | number>>;

/** One element; children are elements, already text. */
export function el(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escaped(value)}"`);
  return children.length === 0 ? `<${name}${said.join('')}/>` : `<${name}${said.join('')}>${children.join('')}</${name}>`;
}

/** A label; with a halo of the paper's colour, so that it reads on top of lines. */
export function label(x: number, y: number, text: string, more: Attributes = {}): string {
  return el('text', { x, y, 'paint-order': 'stroke', stroke: paper, 'stroke-width': 3, 'stroke-linejoin': 'round', ...more }, escaped(text));
}

/** Its own background, so that light and dark themes both leave it legible. */
export const paper = '#ffffff';
export const ink = '#1d1c1d';
export const faint = '#616061';

export const round = (value: number): string => String(Number(value.toFixed(1)));

/** Text that XML takes: no markup, no half of a pair, none of the characters that XML has no way to say. */
function escaped(text: string): string {
  const sayable = text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  return sayable.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
