import { pathToFileURL } from 'node:url';
import { reason } from '../domain/reason.ts';
import { answerToOwnName } from '../platform/own-name.ts';

export type Exported =
  | { readonly kind: 'exported'; readonly value: unknown }
  /** `at` is the place in the module, such as `:3:7`, where that is known. */
  | { readonly kind: 'failed'; readonly at: string; readonly why: string; readonly hint: string };

/** Runs a module; gives its default export, or why there is none. */
export async function exportOf(path: string): Promise<Exported> {
  answerToOwnName();
  try {
    const module: { readonly default?: unknown } = await import(pathToFileURL(path).href);
    if (module.default !== undefined) return { kind: 'exported', value: module.default };
    return { kind: 'failed', at: '', why: 'it has no default export', hint: 'Give it one: export default defineExperiment({ … })' };
  } catch (error) {
    return { kind: 'failed', at: placeIn(path, error), why: reason(error), hint: 'Correct the module, so that it can be imported.' };
  }
}

/** Node says it in the stack alone. */
function placeIn(path: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const after = stack.split(path)[1] ?? '';
  return /^(?::\d+){1,2}/.exec(after)?.[0] ?? '';
}
