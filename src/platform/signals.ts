import type { HaltReason } from '../domain/events.ts';
import type { Lifeline } from './lifeline.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** `exec node` in a script and a terminal both deliver one Ctrl-C: two within a second are one. */
const oneCtrlC = 1000;

export interface Operator extends Disposable {
  /** Aborts with a HaltReason at the first signal, or when the lifeline is cut. */
  readonly signal: AbortSignal;
  /** Called at every later signal: nothing is killed mid-restore, but a person wants to know what is left. */
  onAgain: () => void;
}

/** Turns the signals of an operator into a halt, until disposed; and the end of whoever holds the lifeline, where there is one. */
export function followOperator(lifeline?: Lifeline): Operator {
  const controller = new AbortController();
  let last = -Infinity;
  const operator: Operator = {
    signal: controller.signal,
    onAgain: () => undefined,
    [Symbol.dispose]: () => signals.forEach((name) => process.off(name, hear)),
  };
  const hear = (name: (typeof signals)[number]): void => {
    const now = performance.now();
    if (controller.signal.aborted && now - last > oneCtrlC) operator.onAgain();
    last = now;
    controller.abort({ kind: 'signal', signal: name } satisfies HaltReason);
  };
  for (const name of signals) process.on(name, hear);
  lifeline?.gone.addEventListener('abort', () => controller.abort({ kind: 'operator', by: 'the lifeline', why: 'its scheduler is gone' } satisfies HaltReason));
  return operator;
}
