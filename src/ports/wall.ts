/** The calendar’s own time. A schedule means it; nothing else may, since it jumps. */
export interface Wall {
  /** Ms since the epoch. */
  now(): number;
}
