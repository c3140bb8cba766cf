import { z } from 'zod';
import type { Chance } from '../chance.ts';
import type { Stage } from '../stage.ts';

/** What a toxic needs to open a stage: its attributes as they are now, so that a change reaches live connections. */
export interface Opening<Attributes> {
  readonly attributes: () => Attributes;
  readonly chance: Chance;
  /** ms of `Time.now`. */
  readonly now: number;
}

interface Definition<Attributes extends Record<string, number>> {
  readonly type: string;
  readonly schema: z.ZodType<Attributes>;
  open(opening: Opening<Attributes>): Stage;
}

/** The attributes of one toxic, changeable while connections run through it. */
export interface Effect {
  readonly attributes: Readonly<Record<string, number>>;
  /** Throws a ZodError and changes nothing where they do not fit. */
  change(given: unknown): void;
  open(chance: Chance, now: number): Stage;
}

export interface ToxicKind {
  readonly type: string;
  make(given: unknown): Effect;
}

/** A whole number, zero where it is not given, as the original reads it; negatives would crash or block it. */
export const amount = (least = 0): z.ZodType<number> =>
  z
    .int(`expected a whole number`)
    .min(least, `expected at least ${least}`)
    .default(0)
    .pipe(z.number().min(least, `expected at least ${least}`));

const given = z.record(z.string(), z.unknown(), 'expected an object').nullish();

/** One toxic type; a change is merged into what was there, as the original does. */
export function defineToxic<Attributes extends Record<string, number>>(definition: Definition<Attributes>): ToxicKind {
  return {
    type: definition.type,
    make(first) {
      const read = (before: object, now: unknown): Attributes => {
        const known = Object.entries(given.parse(now) ?? {}).filter(([, value]) => value !== null);
        return definition.schema.parse({ ...before, ...Object.fromEntries(known) });
      };
      let attributes = read({}, first);
      return {
        get attributes() {
          return attributes;
        },
        change(next) {
          attributes = read(attributes, next);
        },
        open: (chance, now) => definition.open({ attributes: () => attributes, chance, now }),
      };
    },
  };
}
