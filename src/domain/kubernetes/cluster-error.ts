/** Why a call to the API of a cluster came to nothing; switched on by `code`. */
export type ClusterFailure =
  /** Refused before anything was sent: no such context, another server than the one pinned. */
  | 'not ours'
  /** No connection, or it broke before an answer. What was asked may have been done. */
  | 'unreachable'
  /** No answer in time. What was asked may have been done. */
  | 'timeout'
  /** 401 or 403. */
  | 'denied'
  | 'not found'
  /** 409: changed since, or there already. */
  | 'conflict'
  /** 429. */
  | 'too many'
  /** 400 or 422. */
  | 'invalid'
  /** 5xx, 410, or an answer that is no answer. What was asked may have been done. */
  | 'server';

export class ClusterError extends Error {
  override readonly name = 'ClusterError';
  readonly code: ClusterFailure;
  /** Seconds after which to try again, where the server says. */
  readonly retryAfter?: number;
  /** `reason` and `details.causes` of the Status, where there was one: `DisruptionBudget`. */
  readonly causes: readonly string[];

  constructor(
    code: ClusterFailure,
    message: string,
    more: { readonly retryAfter?: number; readonly causes?: readonly string[]; readonly cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? {} : { cause: more.cause });
    this.code = code;
    if (more.retryAfter !== undefined) this.retryAfter = more.retryAfter;
    this.causes = more.causes ?? [];
  }
}

export function isClusterError(error: unknown, ...codes: readonly ClusterFailure[]): error is ClusterError {
  return error instanceof ClusterError && (codes.length === 0 || codes.includes(error.code));
}

/** Whether a write that failed so may have been carried out all the same. */
export function isUnclear(error: unknown): boolean {
  return isClusterError(error, 'unreachable', 'timeout', 'server');
}
