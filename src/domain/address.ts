/** Where a probe or an injector talks to, with its credentials kept apart from everything that is printed. */
export interface Address {
  /** Without user and password. */
  readonly url: string;
  /** `authorization`, where the address carried user and password. */
  readonly headers: Readonly<Record<string, string>>;
  /** Host name alone, for the allow list. */
  readonly hostname: string;
  /** Host, port and path, for messages: a query string may hold a token, so it stays out. */
  readonly shown: string;
}

/** Whether a text is an http or https address. */
export function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Takes an http(s) address apart; throws a TypeError for anything that `isHttp` refuses. */
export function address(text: string): Address {
  if (!isHttp(text)) throw new TypeError('not an http address');
  const url = new URL(text);
  const { username, password, hostname, host, pathname } = url;
  url.username = '';
  url.password = '';
  return { url: url.href, headers: basic(username, password), hostname: hostname.replace(/^\[|\]$/g, ''), shown: host + pathname };
}

function basic(username: string, password: string): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
}
