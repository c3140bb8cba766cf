import { rules } from './rules.ts';
import type { Found, Rule, Severity } from './rule.ts';
import type { Scene } from './scene.ts';

export interface Finding extends Found {
  readonly rule: string;
  readonly severity: Severity;
}

export interface Audit {
  /** Worst first. */
  readonly findings: readonly Finding[];
  /** Rules that could not be judged, and why: nobody knows what they would have found. */
  readonly unknown: readonly { readonly rule: string; readonly severity: Severity; readonly why: string }[];
}

/** Everything that the rules find in a namespace; `except` leaves some of them out, by their id. */
export function judge(scene: Scene, except: readonly string[] = []): Audit {
  const asked = rules.filter(({ id }) => !except.includes(id));
  const unknown = asked.flatMap((rule) => {
    const why = rule.unknown?.(scene);
    return why === undefined ? [] : [{ rule: rule.id, severity: rule.severity, why }];
  });
  return { findings: asked.flatMap((rule) => findingsOf(rule, scene)), unknown };
}

function findingsOf(rule: Rule, scene: Scene): readonly Finding[] {
  const found = rule.check(scene).map(({ kind, name, field, why, change }) => ({ rule: rule.id, severity: rule.severity, kind, name, field, why, change }));
  return found.toSorted((a, b) => compare(`${a.kind}/${a.name}`, `${b.kind}/${b.name}`));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
