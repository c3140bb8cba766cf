/** Where everything of one shop listens. Another base moves every port by the same distance, so that several shops run side by side. */
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const defaultBase = 8080;

export const dependencies = ['payments', 'catalog', 'recommendations'] as const;
export type DependencyName = (typeof dependencies)[number];

interface Place {
  /** Where the service itself listens. */
  readonly port: number;
  /** Where the fault proxy in front of it listens. */
  readonly proxy: number;
}

export interface Layout extends Readonly<Record<DependencyName, Place>> {
  readonly base: number;
  readonly balancer: number;
  readonly storefronts: readonly number[];
  /** Pid files, the log of a detached shop, and the order journals. */
  readonly folder: string;
}

/** `base` is the balancer's port, 1 to 64000. */
export function layoutAt(base: number): Layout {
  const shift = base - defaultBase;
  return {
    base,
    balancer: base,
    storefronts: [base + 1, base + 2, base + 3],
    payments: { port: 9101 + shift, proxy: 9201 + shift },
    catalog: { port: 9102 + shift, proxy: 9202 + shift },
    recommendations: { port: 9103 + shift, proxy: 9203 + shift },
    folder: join(root, '.firedrill', 'shop', ...(shift === 0 ? [] : [String(base)])),
  };
}
