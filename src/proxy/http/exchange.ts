/** One request in flight and what becomes of its answer. */
export interface Exchange {
  readonly method: string;
  /** ms by which its answer is held back. */
  readonly delay: number;
  /** The rules' own answer; without one it comes from upstream. */
  readonly answer?: Buffer;
  /** Whether the rules' own answer may go: its request has been received whole. */
  ready: boolean;
  /** Whether the connection ends with the rules' own answer. */
  readonly closes: boolean;
  /** It asks for another protocol (Upgrade, CONNECT), and the server has not declined. */
  switches: boolean;
  /** When its answer may go, once that is known; ms of `Time.now`. */
  due?: number;
}
