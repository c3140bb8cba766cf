/** Label sets as the text formats write them, `a="b",c="d"`. */
export interface LabelSet {
  readonly labels: ReadonlyMap<string, string>;
  /** The same for the same labels in any order; an empty value is no label, as in PromQL. */
  readonly id: string;
}

const pair = /[ \t]*([a-zA-Z_]\w*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*(,|$)/sy;
const escapes: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/** Undoes `\n`, `\"` and `\\`; any other backslash stands for itself. */
export function unescapeText(text: string): string {
  return text.includes('\\') ? text.replace(/\\[n"\\]/g, (escape) => escapes[escape] ?? escape) : text;
}

/** Throws an Error that says what was expected. A comma after the last label is allowed. */
function parseLabels(text: string): LabelSet {
  const labels = new Map<string, string>();
  pair.lastIndex = 0;
  while (text.slice(pair.lastIndex).trim() !== '') {
    const found = pair.exec(text);
    if (found === null) throw new Error(`expected labels such as code="200", got {${text.slice(0, 60)}}`);
    const [, name = '', value = ''] = found;
    if (labels.has(name)) throw new Error(`the label ${name} stands twice in one series`);
    labels.set(name, unescapeText(value));
  }
  return { labels, id: identify(labels) };
}

function identify(labels: ReadonlyMap<string, string>): string {
  const present = [...labels].filter(([, value]) => value !== '').sort(([a], [b]) => (a < b ? -1 : 1));
  return present.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',');
}

/** Label sets by their text, from one fetch of a page to the next: nearly all are the same, and reading them is most of the cost. */
export class KnownLabels {
  #before: ReadonlyMap<string, LabelSet> = new Map();
  #now = new Map<string, LabelSet>();

  get(text: string): LabelSet {
    const known = this.#now.get(text) ?? this.#before.get(text);
    if (known !== undefined) {
      this.#now.set(text, known);
      return known;
    }
    // A copy: a slice would keep the whole page that it was cut from in memory.
    const own = Buffer.from(text, 'utf8').toString('utf8');
    const set = parseLabels(own);
    this.#now.set(own, set);
    return set;
  }

  /** Forgets what the last page no longer had, so that memory follows the page. */
  turn(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }
}
