import type { ProbeKind } from '../ports/probe.ts';

/** Every probe an SLI may name. Listing one here loads what decides, never what measures. */
export const probeKinds: readonly ProbeKind[] = [];
