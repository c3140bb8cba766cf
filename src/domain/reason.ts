/** What went wrong, as the middle of one of our sentences: without its full stop. */
export function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
