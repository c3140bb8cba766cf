/** What is remembered of a run's messages between processes, so that each is posted once. */
import { z } from 'zod';
import type { Json } from '../../domain/json.ts';
import type { Deliveries } from '../../ports/sink.ts';

const part = z.discriminatedUnion('state', [
  z.object({ state: z.literal('sent'), ts: z.string() }),
  /** A post is on its way, or its answer was lost: it may stand there. */
  z.object({ state: z.literal('unclear') }),
]);

const handleSchema = z.object({ parts: z.record(z.string(), part).default({}) });

type Part = z.output<typeof part>;

/** The parts of a run's story in Slack, by name: `run` its message, `alarm`, `details-1`, `chart` in its thread. */
export class Handle {
  readonly #deliveries: Deliveries;
  readonly #parts: Record<string, Part>;

  private constructor(deliveries: Deliveries, parts: Readonly<Record<string, Part>>) {
    this.#deliveries = deliveries;
    this.#parts = { ...parts };
  }

  /** Nothing was posted yet. */
  static fresh(deliveries: Deliveries): Handle {
    return new Handle(deliveries, {});
  }

  /** As an earlier process left it. */
  static async known(deliveries: Deliveries): Promise<Handle> {
    const noted = await deliveries.read();
    return new Handle(deliveries, handleSchema.safeParse(noted?.handle).data?.parts ?? {});
  }

  part(name: string): Part | undefined {
    return this.#parts[name];
  }

  ts(name: string): string | undefined {
    const known = this.#parts[name];
    return known?.state === 'sent' ? known.ts : undefined;
  }

  async set(name: string, state: Part | undefined): Promise<void> {
    if (state === undefined) delete this.#parts[name];
    else this.#parts[name] = state;
    await this.note({ state: 'open' });
  }

  note(state: { readonly state: 'open' | 'delivered' } | { readonly state: 'undelivered'; readonly why: string }): Promise<void> {
    return this.#deliveries.write({ ...state, handle: { parts: { ...this.#parts } } as Json });
  }
}
