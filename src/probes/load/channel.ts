import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LoadSpec } from '../../domain/experiment.ts';
import { reply, type Order, type Reply } from './messages.ts';

type Settle = PromiseWithResolvers<Reply>;
type Question = { readonly kind: 'take'; readonly cursor: number } | { readonly kind: 'stats' };

/** The line to a load's thread: orders out, answers back; when the thread dies every open question fails with the reason. */
export class Channel {
  readonly #worker: Worker;
  readonly #open = new Map<number, Settle>();
  #asked = 0;
  #dead: Error | undefined;

  constructor(spec: LoadSpec) {
    // The build rewrites the endings of imports, not of URLs: the worker has the ending that this file has.
    const program = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);
    this.#worker = new Worker(program, { name: `load ${spec.name}`, workerData: spec });
    this.#worker.on('message', (message: unknown) => this.#hear(message));
    this.#worker.on('error', (error) => this.#die(error instanceof Error ? error.message : String(error)));
    this.#worker.on('exit', (code) => this.#die(`its thread ended with code ${code}`));
  }

  tell(order: Order): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin, only a browser window has
    this.#worker.postMessage(order);
  }

  /** Rejects when the thread is dead or dies; waits as long as it takes otherwise. */
  ask(question: Question): Promise<Reply> {
    if (this.#dead !== undefined) return Promise.reject(this.#dead);
    const id = (this.#asked += 1);
    const settle = Promise.withResolvers<Reply>();
    this.#open.set(id, settle);
    this.tell({ ...question, id });
    return settle.promise;
  }

  /** Ends the thread whatever it is doing; its requests and connections end with it. */
  async end(): Promise<void> {
    this.#die('it was stopped');
    await this.#worker.terminate();
  }

  #hear(message: unknown): void {
    const { data: answer } = reply.safeParse(message);
    if (answer === undefined) return this.#die('it answered what nobody asked');
    this.#open.get(answer.id)?.resolve(answer);
    this.#open.delete(answer.id);
  }

  #die(why: string): void {
    this.#dead ??= new Error(`the load generator is gone: ${why}`);
    for (const { reject } of this.#open.values()) reject(this.#dead);
    this.#open.clear();
  }
}
