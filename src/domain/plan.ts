/** What will be done, said before anything is touched. */
import type { Json, JsonObject } from './json.ts';
import type { Right } from './kubernetes/right.ts';
import type { Ms } from './units.ts';

/** How an injector shows that its fault had an effect. */
export type Effect = 'counted' | 'observed' | 'unprovable';

/** How many targets are hit, of how many there are. */
export interface TargetShare {
  readonly hit: number;
  readonly of: number;
}

/** What a fault wants of a cluster: held against the environment's contexts and namespaces, asked of the API in preflight, printed by `rbac`. */
export interface ClusterClaim {
  /** Absent where the file says none and the environment has not exactly one. */
  readonly context?: string;
  /** Those whose objects it changes. */
  readonly namespaces: readonly string[];
  readonly rights: { readonly inject: readonly Right[]; readonly restore: readonly Right[] };
}

export interface FaultPlan {
  /** One sentence in the present tense: "adds 2 s ± 200 ms to everything through proxy payments". */
  readonly summary: string;
  /** What it may touch, as far as that is known without looking. */
  readonly candidates: readonly string[];
  /** One key a target; two runs with a key in common exclude each other. */
  readonly locks: readonly string[];
  /** Faults of one group are restored in reverse order, different groups in parallel. */
  readonly group: string;
  /** Hosts it talks to or harms, for the environment's allow list; `localhost` for processes of this machine. */
  readonly hosts: readonly string[];
  /** Where in a cluster it acts, and what must be allowed there; absent for what touches none. */
  readonly cluster?: ClusterClaim;
  /** Its share of targets and traffic, against the environment's caps; absent where it cannot be said. What only a look can tell, the injector says in preflight. */
  readonly share: { readonly targets?: TargetShare | 'seen in preflight'; readonly traffic?: number };
  /** What *restore* needs: names of environment variables, and rights in words. */
  readonly needs: { readonly env: readonly string[]; readonly rights: readonly string[] };
  readonly lease: { readonly kind: 'ttl'; readonly ttl: Ms } | { readonly kind: 'swept'; readonly ttl: Ms } | { readonly kind: 'none'; readonly why: string };
  readonly effect: Effect;
  /** True where nobody has to undo it (a killed pod): recovery then has to prove that it healed. */
  readonly healsByItself: boolean;
  /** What restore will do, one sentence. */
  readonly restores: string;
  /** The worst it can do, one sentence. */
  readonly harm: string;
}

/** What an injector is about to do; `undo` is plain JSON that suffices, before the act, to take it back in another process. */
export interface Prepared {
  readonly targets: readonly string[];
  readonly undo: JsonObject;
  /** The command by which a human would undo it, should everything else fail. */
  readonly manual: string;
  /** The type whose injector takes it back, where it is not the fault's own, and nothing of the environment is then needed. */
  readonly restoredAs?: string;
}

export type Applied =
  | { readonly kind: 'applied'; readonly detail?: Json }
  /** A timeout or a lost answer: it may or may not be there, and is observed again until the target has settled. */
  | { readonly kind: 'unclear'; readonly why: string }
  /** What spoke against it came up only now, and the target is as it was: nothing is there to be taken out. */
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] };

export interface Observation {
  readonly presence: 'present' | 'absent' | 'partly' | 'unknown';
  /** Requests, packets or signals hit so far, where the injector counts. */
  readonly hits?: number;
  readonly detail?: string;
}

export interface Leftover {
  readonly target: string;
  readonly why: string;
  /** The exact command that puts it right by hand. */
  readonly command: string;
}

export type Restored =
  /** Gone, and seen to be gone. */
  | { readonly kind: 'restored'; readonly note?: string }
  /** Gone, but a human changed the target since: their edit stands. */
  | { readonly kind: 'edited'; readonly note: string }
  | { readonly kind: 'left'; readonly left: readonly Leftover[] };

/** Why nothing is injected, and the way out. */
export interface Refusal {
  readonly why: string;
  readonly hint: string;
}
