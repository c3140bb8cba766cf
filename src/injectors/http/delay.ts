import { z } from 'zod';
import { duration } from '../../domain/fields.ts';
import { ms, showMs, type Ms } from '../../domain/units.ts';
import { defineRule } from './define-rule.ts';
import { ruleKeys, type RuleKeys } from './schema.ts';

type Spec = RuleKeys & { readonly delay: Ms; readonly jitter: Ms };

/** Holds answers back; the service has done its work by then, and its caller may have given up. */
export const httpDelay = defineRule<Spec>({
  type: 'http.delay',
  about: 'Holds back the answers to a share of the matching requests through the embedded proxy.',
  schema: z.strictObject({ ...ruleKeys, delay: duration({ max: 600_000 }), jitter: duration({ max: 600_000 }).default(ms(0)) }),
  action: ({ delay, jitter }) => ({ kind: 'delay', delay, jitter }),
  says: ({ delay, jitter }, requests) => {
    const time = `${showMs(delay)}${jitter === 0 ? '' : ` ± ${showMs(jitter)}`}`;
    return {
      does: `holds back by ${time} the answer to ${requests}`,
      harm: `Callers wait ${time} longer for ${requests}, and those who give up have been served nevertheless.`,
    };
  },
});
