import { z } from 'zod';
import type { SinkKind } from '../../ports/sink.ts';

const schema = z.strictObject({});

export type GithubSettings = z.output<typeof schema>;

/** The summary page of a GitHub workflow run; silent everywhere else. */
export const githubKind: SinkKind<GithubSettings> = {
  type: 'github',
  about: 'adds the report to the summary of a GitHub workflow step; silent outside of one',
  schema,
  load: async () => (await import('./courier.ts')).openGithub,
};
