/** Chance with a seed that is recorded, so that a choice can be made again. */
export interface Random {
  readonly seed: number;
  /** In [0, 1). */
  next(): number;
}
