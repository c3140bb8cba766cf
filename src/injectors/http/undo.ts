import { z } from 'zod';
import { shellLine } from '../shell.ts';

/** All that taking a rule back needs: where it is and what it is called. */
export const undoSchema = z.strictObject({
  api: z.string(),
  proxy: z.string(),
  /** `fd-<run>-<n>` */
  rule: z.string(),
  owner: z.string(),
  /** By which the proxy chose the requests, so that the choice can be made again. */
  seed: z.number(),
});
export type Undo = z.output<typeof undoSchema>;

export const rulesPath = (proxy: string): string => `/proxies/${encodeURIComponent(proxy)}/rules`;
export const rulePath = ({ proxy, rule }: Undo): string => `${rulesPath(proxy)}/${encodeURIComponent(rule)}`;
export const subject = ({ proxy, rule }: Undo): string => `rule "${rule}" on proxy "${proxy}"`;

/** How a person takes it back. */
export const manual = (undo: Undo): string => shellLine(['curl', '-X', 'DELETE', undo.api + rulePath(undo)]);
