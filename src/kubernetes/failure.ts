import { z } from 'zod';
import { parseJson } from '../domain/json.ts';
import { ClusterError, type ClusterFailure } from '../domain/kubernetes/cluster-error.ts';

/** Source: Kubernetes API reference, Status. */
const status = z.object({
  message: z.string().default(''),
  reason: z.string().default(''),
  details: z
    .object({
      retryAfterSeconds: z.number().optional(),
      causes: z.array(z.object({ reason: z.string().optional(), message: z.string().optional() })).default([]),
    })
    .nullish(),
});

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The header of that name; empty where there is none. */
  readonly retryAfter: string;
}

/** What an answer that is no success means. Source: Kubernetes API conventions, "HTTP Status codes". */
export function failure({ status: code, text, retryAfter }: Answer, call: string): ClusterError {
  const said = status.safeParse(parseJson(text)).data;
  const causes = [said?.reason ?? '', ...(said?.details?.causes ?? []).map(({ reason }) => reason ?? '')].filter((one) => one !== '');
  const message = said?.message ?? text.slice(0, 200);
  const details = (said?.details?.causes ?? []).map((one) => one.message ?? '').filter((one) => one !== '' && !message.includes(one));
  const wait = said?.details?.retryAfterSeconds ?? seconds(retryAfter);
  return new ClusterError(kindOf(code), `${call} was answered with ${code}: ${[message, ...details].join(' ')}`, {
    causes,
    ...(wait === undefined ? {} : { retryAfter: wait }),
  });
}

/** A server that is busy says so in the header alone. Source: Kubernetes docs, "API Priority and Fairness". */
function seconds(header: string): number | undefined {
  return /^\d{1,6}$/.test(header) ? Number(header) : undefined;
}

function kindOf(code: number): ClusterFailure {
  if (code === 401 || code === 403) return 'denied';
  if (code === 404) return 'not found';
  if (code === 409) return 'conflict';
  if (code === 429) return 'too many';
  // The rest of a list that has become too old: asked for anew, it is there. Source: Kubernetes API concepts, "Retrieving large results sets in chunks".
  if (code === 410) return 'server';
  return code < 500 ? 'invalid' : 'server';
}
