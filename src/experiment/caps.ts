import type { Refusal } from '../domain/plan.ts';
import { show } from '../domain/units.ts';
import type { Environment } from './config-environment.ts';
import { fullest, hitsOf, shareOf, sumOf, type Hit, type Measure, type Planned, type Seen } from './hits.ts';

const measures = ['targets', 'traffic'] as const;

/**
 * What the faults hit, each by itself and those of one group that are in at the same time together, must keep to the caps; where there are
 * caps and nobody can say it, the answer is no. `seen` is what preflight saw; before it, a share that needs a look is let pass.
 */
export function capRefusals(faults: readonly Planned[], environment: Environment, seen: Seen | undefined): readonly Refusal[] {
  const hits = hitsOf(faults, seen);
  return [...hits.flatMap((hit) => unknown(hit, environment)), ...measures.flatMap((measure) => tooMuch(hits, measure, environment))];
}

function unknown(hit: Hit, { name, caps }: Environment): readonly Refusal[] {
  const capped = measures.filter((measure) => caps[measure] !== undefined);
  if (capped.length === 0 || capped.some((measure) => hit[measure] !== undefined)) return [];
  return [
    {
      why: `nobody can say what share of targets or traffic fault ${hit.name} hits, and environment ${name} caps it.`,
      hint: 'Use a fault that can be limited to a share, or an environment without caps.',
    },
  ];
}

function tooMuch(hits: readonly Hit[], measure: Measure, { name, caps }: Environment): readonly Refusal[] {
  const cap = caps[measure];
  if (cap === undefined) return [];
  const beyond = (share: number): boolean => share > cap + 1e-9;
  const rule = `of the ${measure}, and environment ${name} allows ${show(cap, 'ratio')}.`;
  const alone = hits.filter((hit) => beyond(shareOf(hit, measure)));
  const rest = hits.filter((hit) => !alone.includes(hit));
  const together = fullest(rest, measure).filter((some) => beyond(sumOf(some, measure)));
  return [
    ...alone.map((hit) => ({
      why: `fault ${hit.name} hits ${show(shareOf(hit, measure), 'ratio')} ${rule}`,
      hint: `Lower its share, or raise caps.${measure}.`,
    })),
    ...together.map((some) => ({
      why: `faults ${listOf(some)} are in at the same time and hit up to ${show(sumOf(some, measure), 'ratio')} ${rule}`,
      hint: `Let one start after the other (after:), lower their shares, or raise caps.${measure}.`,
    })),
  ];
}

function listOf(hits: readonly Hit[]): string {
  const names = hits.map(({ name }) => name);
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
