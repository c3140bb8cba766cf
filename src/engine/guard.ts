import type { Guardian, GuardianOptions, Guardians } from '../ports/guardian.ts';

/** The guardian of one run: on its way as soon as there is a record, met in preflight, sent home when disposed. */
export class Guard implements AsyncDisposable {
  readonly #guardians: Guardians;
  #coming: Promise<Guardian> = Promise.reject(new Error('nobody has hired one'));

  constructor(guardians: Guardians) {
    this.#guardians = guardians;
    this.#coming.catch(() => undefined);
  }

  /** Starts it without waiting; from here on a runner that ends without a goodbye is finished by it. */
  hire(options: GuardianOptions): void {
    this.#coming = this.#guardians.start(options);
    this.#coming.catch(() => undefined);
  }

  /** Resolves once it is ready to act; rejects where it cannot be started, and then nothing may be injected. */
  ready(): Promise<Guardian> {
    return this.#coming;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const guardian = await this.#coming.catch(() => undefined);
    await guardian?.dismiss();
  }
}
