/** One metrics page, fetched again and again, and read by any number of SLIs. */
import { address, type Address } from '../../domain/address.ts';
import { ms, type Ms } from '../../domain/units.ts';
import { reason } from '../../domain/reason.ts';
import type { ProbePorts } from '../../ports/probe.ts';
import { formatOf, parseExposition } from './exposition.ts';
import { KnownLabels } from './labels.ts';
import type { Exposition } from './series.ts';

/** Once a second, or as often as the quickest SLI on the page asks. */
const pace = ms(1000);
/** How long one fetch may take. */
export const patience = ms(1000);

/** The text format first: its names are those that people see with curl, whereas OpenMetrics may add `_total` to them. */
const accept = 'text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1';

export type Look =
  /** `at` is when the fetch began: no value is younger than that. */
  { readonly kind: 'read'; readonly at: Ms; readonly page: Exposition } | { readonly kind: 'failed'; readonly reason: string };

export class Page implements AsyncDisposable {
  readonly #ports: ProbePorts;
  readonly #address: Address;
  readonly #stop = new AbortController();
  readonly #first = Promise.withResolvers<void>();
  readonly #known = new KnownLabels();
  readonly #loop: Promise<void>;
  #pace = pace;
  #look: Look = { kind: 'failed', reason: 'not fetched yet' };

  /** The page of this address that all SLIs of the run share, fetched at least every `every` from now on. */
  static shared(url: string, every: Ms, ports: ProbePorts): Page {
    const page = ports.shared(`scrape:${url}`, () => new Page(url, ports));
    page.#pace = ms(Math.min(page.#pace, every));
    return page;
  }

  private constructor(url: string, ports: ProbePorts) {
    this.#ports = ports;
    this.#address = address(url);
    this.#loop = this.#fetchOnAndOn();
  }

  /** The latest fetch; waits for the first one only. A failed fetch hides the page before it: what cannot be read now is not known now. */
  async look(signal: AbortSignal): Promise<Look> {
    const { promise: given, resolve } = Promise.withResolvers<void>();
    const giveUp = (): void => resolve();
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    await Promise.race([this.#first.promise, given]);
    signal.removeEventListener('abort', giveUp);
    return this.#look;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('the run has ended'));
    await this.#loop;
  }

  async #fetchOnAndOn(): Promise<void> {
    const { clock } = this.#ports;
    while (!this.#stop.signal.aborted) {
      const began = clock.now();
      this.#look = await this.#fetch(began);
      this.#first.resolve();
      await clock.sleep(ms(Math.max(0, began + this.#pace - clock.now())), this.#stop.signal);
    }
  }

  async #fetch(at: Ms): Promise<Look> {
    using deadline = this.#ports.clock.deadline(patience, this.#stop.signal);
    const { url, headers, shown } = this.#address;
    try {
      const answer = await this.#ports.http.request({ url, headers: { accept, ...headers }, signal: deadline.signal });
      if (answer.status !== 200) return { kind: 'failed', reason: `${shown} answers ${answer.status}` };
      return { kind: 'read', at, page: parseExposition(answer.body, formatOf(answer.headers['content-type']), this.#known) };
    } catch (error) {
      return { kind: 'failed', reason: `${shown}: ${reason(error)}` };
    }
  }
}
