import { STATUS_CODES } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A whole response as bytes. It names its rule, so that nobody looks for the fault in the service. */
export function writeAnswer(answer: Answer, rule: string, request: { method: string; persistent: boolean }): Buffer {
  const body = Buffer.from(answer.body);
  const bodiless = answer.status === 204 || answer.status === 304;
  const headers = {
    'x-firedrill-rule': rule,
    ...(body.length === 0 ? {} : { 'content-type': 'text/plain; charset=utf-8' }),
    ...Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value])),
    ...(bodiless ? {} : { 'content-length': String(body.length) }),
    connection: request.persistent ? 'keep-alive' : 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? 'Injected'}\r\n${lines.join('')}\r\n`, 'latin1');
  return bodiless || request.method === 'HEAD' ? head : Buffer.concat([head, body]);
}
