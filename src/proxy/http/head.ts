/** Heads of HTTP/1.1 messages and how their bodies end. Source: RFC 9112, sections 2 to 6. */

type Headers = ReadonlyMap<string, string>;

export interface RequestHead {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly headers: Headers;
  /** Whether the connection stays open after it. */
  readonly persistent: boolean;
}

export interface ResponseHead {
  readonly status: number;
  readonly headers: Headers;
}

export type Body = None | Some;
type None = { readonly kind: 'none' };
export type Some = { readonly kind: 'chunked' } | { readonly kind: 'until-close' } | { readonly kind: 'length'; readonly length: number };

const none: None = { kind: 'none' };
const requestLine = /^([A-Z][A-Z-]{0,23}) (\S+) HTTP\/1\.([01])$/;
const statusLine = /^HTTP\/1\.[01] ([1-9]\d\d)( .*)?$/;
const field = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*$/;

/** Reads a request's head (without the empty line that ends it), or `undefined` where it is none. */
export function parseRequest(text: string): RequestHead | undefined {
  const [first = '', ...lines] = text.split('\r\n');
  const line = requestLine.exec(first);
  const headers = parseFields(lines);
  if (line === null || headers === undefined) return undefined;
  const [, method = '', target = '', minor] = line;
  const connection = headers.get('connection')?.toLowerCase() ?? '';
  const persistent = minor === '1' ? !/\bclose\b/.test(connection) : /\bkeep-alive\b/.test(connection);
  return { method, path: pathOf(target), headers, persistent };
}

/** Reads a response's head, or `undefined` where it is none. */
export function parseResponse(text: string): ResponseHead | undefined {
  const [first = '', ...lines] = text.split('\r\n');
  const line = statusLine.exec(first);
  const headers = parseFields(lines);
  return line === null || headers === undefined ? undefined : { status: Number(line[1]), headers };
}

/** Whether these first bytes could still become a request: what cannot is another protocol, and is not held back. */
export function mayBeRequest(start: string): boolean {
  const end = start.indexOf('\r\n');
  return end < 0 ? /^[A-Z][A-Z-]{0,23}( \S*( [HTP/1.0]*\r?)?)?$/.test(start) : requestLine.test(start.slice(0, end));
}

/** Whether these first bytes could still become a response. */
export function mayBeResponse(start: string): boolean {
  return start.length < 7 ? 'HTTP/1.'.startsWith(start) : start.startsWith('HTTP/1.');
}

/** How a request's body ends; `undefined` where its head contradicts itself. RFC 9112, 6.3. */
export function requestBody({ headers }: RequestHead): Body | undefined {
  if (headers.has('transfer-encoding')) return isChunked(headers) ? { kind: 'chunked' } : undefined;
  return headers.has('content-length') ? byLength(headers) : none;
}

/** How the body of a response to this method ends. RFC 9112, 6.3. */
export function responseBody({ status, headers }: ResponseHead, method: string): Body | undefined {
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return none;
  if (headers.has('transfer-encoding')) return isChunked(headers) ? { kind: 'chunked' } : { kind: 'until-close' };
  return headers.has('content-length') ? byLength(headers) : { kind: 'until-close' };
}

function parseFields(lines: readonly string[]): Headers | undefined {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const match = field.exec(line);
    if (match === null) return undefined;
    const [, name = '', value = ''] = match;
    const before = headers.get(name.toLowerCase());
    headers.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

/** Of `/a?b`, and of `http://host/a?b` as clients of a proxy write it. */
function pathOf(target: string): string {
  return target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, '').replace(/[?#].*$/, '') || '/';
}

function isChunked(headers: Headers): boolean {
  return /(^|,)\s*chunked$/i.test(headers.get('transfer-encoding') ?? '');
}

/** A repeated length counts where it says the same each time. */
function byLength(headers: Headers): Body | undefined {
  const [length = '', ...others] = new Set((headers.get('content-length') ?? '').split(/\s*,\s*/));
  if (others.length > 0 || !/^\d{1,15}$/.test(length)) return undefined;
  return length === '0' ? none : { kind: 'length', length: Number(length) };
}
