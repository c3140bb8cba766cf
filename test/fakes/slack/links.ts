/** Socket mode from Slack's side (https://docs.slack.dev/apis/events-api/using-socket-mode): hello, envelopes that want an acknowledgement, disconnect. */
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FakeMessage, Workspace } from './workspace.ts';

const opcodes = { text: 1, close: 8, ping: 9, pong: 10 } as const;

export class Links {
  readonly #space: Workspace;
  readonly #open = new Set<Socket>();
  /** Envelopes that were acknowledged, in their order. */
  readonly acknowledged: string[] = [];
  /** How many connections there ever were. */
  made = 0;
  /** Says hello to nobody. */
  mute = false;

  constructor(space: Workspace) {
    this.#space = space;
  }

  get count(): number {
    return this.#open.size;
  }

  /** A handshake with a ticket that is good (RFC 6455, section 4.2.2). */
  welcome({ url = '/', headers }: IncomingMessage, socket: Socket): void {
    const ticket = new URL(url, 'http://slack.test').searchParams.get('ticket') ?? '';
    if (!this.#space.tickets.delete(ticket)) return void socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    const accept = createHash('sha1').update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    this.#open.add(socket);
    this.made += 1;
    let rest = Buffer.alloc(0);
    socket.on('data', (bytes) => (rest = this.#read(socket, Buffer.concat([rest, bytes]))));
    socket.on('close', () => this.#open.delete(socket)).on('error', () => undefined);
    if (!this.mute) this.#say(socket, { type: 'hello', num_connections: this.#open.size, connection_info: { app_id: 'A0DRILLS' } });
  }

  /** Presses a button of a message that stands there, as Slack would after its question was answered with yes; gives the envelope's id. */
  press(message: FakeMessage, user: string, channel = 'C0DRILLS'): string {
    const button = message.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []))[0];
    if (button === undefined) throw new Error('no button is in this message');
    const { action_id, value } = button;
    const action = { type: 'button', action_id, block_id: 'b1', value, action_ts: message.ts };
    return this.interact({
      type: 'block_actions',
      user: { id: user, username: 'anna', name: 'anna', team_id: 'T0DRILLS' },
      container: { type: 'message', message_ts: message.ts, channel_id: channel, is_ephemeral: false },
      channel: { id: channel, name: 'drills' },
      actions: [action],
    });
  }

  interact(payload: object): string {
    const id = randomUUID();
    const [socket] = this.#open; // Slack chooses one of an app's connections
    if (socket === undefined) throw new Error('nobody is connected');
    this.#say(socket, { type: 'interactive', envelope_id: id, payload, accepts_response_payload: false });
    return id;
  }

  /** What Slack does every few hours. */
  refresh(): void {
    for (const socket of this.#open) this.#say(socket, { type: 'disconnect', reason: 'refresh_requested', debug_info: { host: 'applink' } });
  }

  /** The network goes. */
  cut(): void {
    for (const socket of this.#open) socket.destroy();
  }

  #say(socket: Socket, message: object): void {
    send(socket, opcodes.text, Buffer.from(JSON.stringify(message)));
  }

  /** Whole frames of a client, which are masked; gives what is left of the bytes. */
  #read(socket: Socket, bytes: Buffer): Buffer<ArrayBuffer> {
    for (;;) {
      const short = (bytes[1] ?? 0) & 0x7f;
      const head = short === 126 ? 4 : 2;
      if (bytes.length < head + 4) return Buffer.from(bytes);
      const length = short === 126 ? bytes.readUInt16BE(2) : short;
      if (bytes.length < head + 4 + length) return Buffer.from(bytes);
      const mask = bytes.subarray(head, head + 4);
      const payload = bytes.subarray(head + 4, head + 4 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
      this.#hear(socket, (bytes[0] ?? 0) & 0x0f, Buffer.from(payload));
      bytes = bytes.subarray(head + 4 + length);
    }
  }

  #hear(socket: Socket, opcode: number, payload: Buffer): void {
    if (opcode === opcodes.ping) send(socket, opcodes.pong, payload);
    if (opcode === opcodes.text) this.acknowledged.push((JSON.parse(payload.toString('utf8')) as { readonly envelope_id: string }).envelope_id);
    if (opcode !== opcodes.close) return;
    send(socket, opcodes.close, payload);
    socket.end();
  }
}

/** One whole frame of a server, unmasked. */
function send(socket: Socket, opcode: number, payload: Buffer): void {
  const head = payload.length < 126 ? [0x80 | opcode, payload.length] : [0x80 | opcode, 126, payload.length >> 8, payload.length & 0xff];
  socket.write(Buffer.concat([Buffer.from(head), payload]));
}
