import type { ProbeKind } from '../ports/probe.ts';
import { commandKind } from './command/kind.ts';
import { httpKind } from './http/kind.ts';
import { kubernetesKind } from './kubernetes/kind.ts';
import { loadKind } from './load/kind.ts';
import { prometheusKind } from './prometheus/kind.ts';
import { scrapeKind } from './scrape/kind.ts';

/** Every probe an SLI may name. Listing one here loads what decides, never what measures. */
export const probeKinds: readonly ProbeKind[] = [loadKind, prometheusKind, scrapeKind, httpKind, commandKind, kubernetesKind];
