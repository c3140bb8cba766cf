import { z } from 'zod';
import { argv, duration } from '../domain/fields.ts';
import { defaultRecovery } from '../domain/recovery.ts';
import { ms } from '../domain/units.ts';
import { name } from './names.ts';

const text = z.string({ error: 'expected a text' }).trim().min(1, { error: 'expected a text that is not empty' });

/** An address that a person opens, or that answers over HTTP. */
export const address = z.url({ protocol: /^https?$/, error: 'expected an address such as http://127.0.0.1:8080/ready' });

const experimentName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: 'expected a name of small letters, digits and -, such as slow-payments' });

/** The keys that stand for themselves. */
export const head = {
  apiVersion: z.literal('firedrill/v1', { error: 'expected firedrill/v1' }),
  kind: z.literal('Experiment', { error: 'expected Experiment' }),
  name: experimentName.describe('How runs, reports and locks call it.'),
  hypothesis: text.describe('What you believe happens, in sentences a person reads aloud.'),
  owner: text.optional().describe('Who answers for it.'),
  runbook: address.optional().describe('Where to look when it goes wrong.'),
  tags: z.array(text, { error: 'expected a list of words' }).optional().describe('Free; kept in the record.'),
  links: z.record(z.string().min(1), address).optional().describe('Free: a title and its address; kept in the record.'),
  environment: name.optional().describe('Its name in firedrill.config: what may be touched there, and how much of it. Without one, loopback alone.'),
};

export const application = z
  .strictObject({
    start: argv.describe('The command as a list; node is the runner’s own. Not started when ready answers already.'),
    ready: address.describe('Answers 2xx once it is up.'),
    within: duration({ min: 100, max: 600_000 }).default(ms(30_000)).describe('How long it may take.'),
    env: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'expected the name of an environment variable' }), z.string({ error: 'expected a text' }))
      .default({})
      .describe('Set for it beside the runner’s own.'),
  })
  .describe('Started for the run and stopped after it, or used as it is when already up.');

export const scrapes = z
  .record(name, z.union([address.transform((one) => [one]), z.array(address).min(1)], { error: 'expected the address of a metrics page, or a list of them' }))
  .describe('Pages that several SLIs read: fetched once a second, not once an SLI.');

export const baseline = z
  .strictObject({
    for: duration({ min: 1000, max: 3_600_000 }).default(ms(15_000)).describe('How long the SLIs are measured untouched.'),
    'warm-up': duration({ max: 3_600_000 }).default(ms(3000)).describe('Left out before it.'),
  })
  .describe('What "of baseline" refers to.');

export const limits = z
  .strictObject({
    duration: duration({ min: 1000, max: 86_400_000 }).default(ms(600_000)).describe('The run halts this long after the first injection, whatever happens.'),
    restore: duration({ min: 1000, max: 3_600_000 }).default(ms(30_000)).describe('How long one fault may take to be taken back.'),
    blind: duration({ min: 100, max: 3_600_000 }).default(ms(3000)).describe('How long an SLI under abort may be blind before the run halts.'),
  })
  .describe('Where a run ends whatever happens.');

export const recovery = z
  .strictObject({
    within: duration({ min: 1000, max: 3_600_000 }).default(defaultRecovery).describe('Counted from the restore to the first instant of steady state.'),
  })
  .describe('Steady state again.');
