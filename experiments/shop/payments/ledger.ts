/** The books of payments: what each idempotency key was charged, and how often each order was. */
export interface Receipt {
  readonly order: string;
  readonly amount: number;
}

export interface Charge extends Receipt {
  readonly key: string;
}

/** How an order that a shopper was promised stands in the books. */
export type Standing = 'once' | 'not charged' | 'more than once' | 'wrong amount';

export class Ledger {
  readonly #byKey = new Map<string, Promise<Receipt>>();
  readonly #byOrder = new Map<string, { times: number; amount: number }>();
  #doubled = 0;
  readonly #bank: () => Promise<void>;

  /** `bank` takes the money; it is asked once a key, however often and however close together that key comes. */
  constructor(bank: () => Promise<void>) {
    this.#bank = bank;
  }

  charge(charge: Charge): { readonly receipt: Promise<Receipt>; readonly replayed: boolean } {
    const before = this.#byKey.get(charge.key);
    if (before !== undefined) return { receipt: before, replayed: true };
    const receipt = this.#book(charge);
    this.#byKey.set(charge.key, receipt);
    return { receipt, replayed: false };
  }

  /** Charges made for an order that had been charged before. */
  get doubled(): number {
    return this.#doubled;
  }

  standing(order: string, amount: number): Standing {
    const entry = this.#byOrder.get(order);
    if (entry === undefined) return 'not charged';
    if (entry.times > 1) return 'more than once';
    return entry.amount === amount ? 'once' : 'wrong amount';
  }

  async #book({ order, amount }: Charge): Promise<Receipt> {
    await this.#bank();
    const entry = this.#byOrder.get(order);
    this.#byOrder.set(order, { times: (entry?.times ?? 0) + 1, amount });
    if (entry !== undefined) this.#doubled += 1;
    return { order, amount };
  }
}
