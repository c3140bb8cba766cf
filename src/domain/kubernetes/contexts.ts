/** The cluster that a file means: the named context, or the only one that the environment pins; `undefined` where it pins no such, or leaves a choice. */
export function pinnedFor<T extends { readonly context: string }>(context: string | undefined, contexts: Readonly<Record<string, T>>): T | undefined {
  const all = Object.values(contexts);
  if (context === undefined) return all.length === 1 ? all[0] : undefined;
  return all.find((one) => one.context === context);
}
