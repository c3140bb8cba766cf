import type { Clusters } from '../../src/ports/cluster.ts';
import type { PlanContext } from '../../src/ports/injector.ts';

/** An environment with nothing in it. */
export const nowhere = { proxies: {}, contexts: {}, production: false, optIn: false, folder: '/' } satisfies PlanContext;

export const noClusters: Clusters = { connect: () => Promise.reject(new Error('there is no cluster in this test')) };
