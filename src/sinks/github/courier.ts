import type { Courier, SinkPorts } from '../../ports/sink.ts';
import { letterCourier } from '../letters/courier.ts';
import type { Letter, Story } from '../letters/letter.ts';
import { numbered } from '../letters/numbered.ts';
import type { GithubSettings } from './kind.ts';
import { summaryOf } from './summary.ts';

const variable = 'GITHUB_STEP_SUMMARY';

/**
 * Appends Markdown to the file that GitHub names for the step.
 * Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
export function openGithub(_settings: GithubSettings, ports: SinkPorts): Courier {
  const path = ports.env(variable);
  if (path === undefined || path === '') return outside(ports.name);
  return letterCourier(
    ports,
    ({ kind }) => kind !== 'sli.sampled' && kind !== 'fault.observed',
    (story) => lettersOf(story, (text) => ports.appendFile(path, text)),
  );
}

function lettersOf({ started, events }: Story, append: (text: string) => Promise<void>): readonly Letter[] {
  const ends = numbered(events).filter(([, { kind }]) => kind === 'run.finished');
  return ends.map(([key, end]) => ({
    key,
    send: async () => {
      await append(summaryOf({ started, events: events.slice(0, events.indexOf(end) + 1) }));
      return undefined;
    },
  }));
}

/** Where there is no step there is nobody to tell, and nothing is owed. */
function outside(name: string): Courier {
  return {
    name,
    receive: () => undefined,
    redeliver: () => Promise.reject(new Error(`${variable} is not set: only a step of a GitHub workflow has a summary`)),
  };
}
