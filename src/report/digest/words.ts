/** The counts of a digest in words: one wording for the terminal and for a message. */
import type { Digest } from '../../domain/memory/digest.ts';
import { several } from '../../domain/wording.ts';
import { outcomeSigns } from '../trend/words.ts';

const worstFirst = ['not restored', 'aborted', 'refuted', 'inconclusive', 'tool error', 'refused', 'invalid', 'held'] as const;

/** `no drill was run`, `3 drills, all held`, `5 drills: 1 aborted, 1 refuted, 3 held`, and rehearsals besides. */
export function drillWords({ drills, rehearsals, outcomes }: Digest): string {
  const besides = rehearsals === 0 ? '' : ` (and ${several(rehearsals, 'rehearsal')})`;
  if (drills === 0) return `no drill was run${besides}`;
  if (outcomes.held === drills) return `${several(drills, 'drill')}, ${drills === 1 ? 'held' : 'all held'}${besides}`;
  const counts = worstFirst.flatMap((outcome) => {
    const count = outcomes[outcome] ?? 0;
    return count === 0 ? [] : [`${count} ${outcomeSigns[outcome].word}`];
  });
  return `${several(drills, 'drill')}: ${counts.join(', ')}${besides}`;
}

/** `no finding is open`, `2 opened, 1 closed, 4 open, 1 of them overdue, 2 untriaged`. */
export function findingWords({ findings: { opened, closed, overdue, open, untriaged } }: Digest): string {
  const news = [opened.length === 0 ? undefined : `${opened.length} opened`, closed.length === 0 ? undefined : `${closed.length} closed`].filter(
    (one) => one !== undefined,
  );
  if (open === 0) return [...news, news.length === 0 ? 'no finding is open' : 'none is open'].join(', ');
  const flags = [overdue.length === 0 ? undefined : `${overdue.length} overdue`, untriaged === 0 ? undefined : `${untriaged} untriaged`].filter(
    (one) => one !== undefined,
  );
  const waiting = flags.length === 0 ? '' : ` (${flags.join(', ')})`;
  return [...news, `${news.length === 0 ? several(open, 'finding') : open} open${waiting}`].join(', ');
}
