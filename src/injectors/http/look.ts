import type { z } from 'zod';
import { proxiesAnswer, ruleAnswer } from './answers.ts';
import type { Call, Control } from './control.ts';
import { rulePath, type Undo } from './undo.ts';

export type Sight =
  | { readonly kind: 'seen'; readonly rule: z.output<typeof ruleAnswer> }
  | { readonly kind: 'absent' }
  /** The server is there, the proxy is not: removed, or the server was restarted without it. Rules live in the proxy alone. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'dark'; readonly why: string };

/** Looks at one rule; a server that cannot be asked is never taken for one without it. */
export async function look(undo: Undo, control: Control, signal: AbortSignal): Promise<Sight> {
  const call = await control.get(rulePath(undo), ruleAnswer, signal);
  if (call.kind === 'answered') return { kind: 'seen', rule: call.value };
  if (isRuleGone(call)) return { kind: 'absent' };
  if (call.kind === 'lost') return { kind: 'dark', why: call.why };
  // Another server may have taken the port: only one that lists its proxies without this one has lost it.
  const all = await control.get('/proxies', proxiesAnswer, signal);
  if (all.kind === 'answered' && !Object.hasOwn(all.value, undo.proxy)) return { kind: 'gone' };
  return { kind: 'dark', why: `the proxy refuses: ${call.error}` };
}

/** Only the proxy's own word counts: a 404 of something else at that address says nothing. */
export const isRuleGone = (call: Call<unknown>): boolean => call.kind === 'refused' && call.error === 'rule not found';

export const proxyGone = ({ proxy }: Undo): string => `proxy "${proxy}" is not on the server any more`;
