/** What a proxy fault is, once its file's keys are read: plain data that every other part of this room works on. */
import type { z } from 'zod';
import type { Ratio } from '../../domain/units.ts';

export type Stream = 'downstream' | 'upstream';

/** As the control API spells them: whole ms, µs, KB/s or bytes. */
export type Attributes = Readonly<Record<string, number>>;

export type ProxyFault =
  | { readonly kind: 'toxic'; readonly type: string; readonly stream: Stream; readonly toxicity: Ratio; readonly attributes: Attributes }
  /** The proxy is disabled: it refuses connections and closes those it has. */
  | { readonly kind: 'down' };

/** The keys every toxic shares, as its schema gives them. */
export type ToxicKeys = { readonly proxy: string; readonly stream: Stream; readonly toxicity: Ratio };

/** One toxic as its file states it. */
export interface Toxic<Spec extends ToxicKeys> {
  readonly type: `toxiproxy.${string}`;
  readonly about: string;
  readonly schema: z.ZodType<Spec>;
  /** In the units of the control API. Source: Toxiproxy README, "Toxics". */
  readonly attributes: (spec: Spec) => Attributes;
  /** The predicate of "… for every connection through proxy payments". */
  readonly does: (spec: Spec) => string;
  /** The worst it can do to those who call through the proxy, one sentence. */
  readonly harm: (spec: Spec) => string;
}
