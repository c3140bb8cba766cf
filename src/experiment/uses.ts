import type { Experiment, SliSpec } from '../domain/experiment.ts';
import { showMs, type Ms } from '../domain/units.ts';
import { isMapping, type Section, type Sections } from './document.ts';
import { hint } from './nearest.ts';
import type { Problems } from './problems.ts';
import type { Slis } from './sli.ts';

/** An SLI that reads a load or a page by name must find it. A name that holds a colon or slash is an address. */
export function complainOfSources(problems: Problems, sections: Sections, ...slis: readonly (readonly [Section | undefined, Slis])[]): void {
  for (const [section, read] of slis) {
    for (const [name, sli] of read) {
      const key = sli?.probe === 'load' || sli?.probe === 'scrape' ? sli.probe : undefined;
      const source = key === undefined ? undefined : sli?.spec[key];
      if (key === undefined || section === undefined || typeof source !== 'string' || /[:/]/.test(source)) continue;
      const from = key === 'load' ? 'load' : 'scrapes';
      if (sections[from] !== undefined && !isMapping(sections[from].value)) continue;
      const names = namesOf(sections[from]);
      if (!names.includes(source))
        problems.add(
          [...section.path, name, key],
          `${source} is not an entry of ${from}.`,
          names.length === 0 ? { expected: `expected an entry under ${from}` } : hint(source, names),
        );
    }
  }
}

/** No key without effect: a page that nobody reads is fetched for nothing. */
export function complainOfUnreadPages(problems: Problems, sections: Sections, slis: readonly (SliSpec | undefined)[]): void {
  if (slis.includes(undefined)) return; // a broken SLI may be the one that reads it
  for (const name of namesOf(sections.scrapes)) {
    if (slis.some((sli) => sli?.spec['scrape'] === name)) continue;
    problems.add([...(sections.scrapes?.path ?? []), name], `No SLI reads the page ${name}.`, {
      on: 'key',
      expected: `expected { scrape: ${name}, … } somewhere, or no such entry`,
    });
  }
}

const namesOf = (section: Section | undefined): readonly string[] => (isMapping(section?.value) ? Object.keys(section.value) : []);

/** The times of the whole must leave room for the times of its parts. */
export function complainOfLimits(
  problems: Problems,
  sections: Sections,
  { abort, slis, limits }: Pick<Experiment, 'abort' | 'slis' | 'limits'>,
  end: Ms | undefined,
): void {
  const path = sections.limits?.path ?? [];
  const watched = slis.filter(({ name }) => abort.some(({ condition }) => condition.sli === name));
  for (const { name, every } of watched.filter((sli) => limits.blind < 2 * sli.every)) {
    const at = saysLimit(sections, 'blind') ? [...path, 'blind'] : [...(sections.abort?.path ?? []), name];
    const message = `${name} is sampled every ${showMs(every)}, and limits.blind is ${showMs(limits.blind)}: one late sample would halt the run.`;
    problems.add(at, message, { on: saysLimit(sections, 'blind') ? 'value' : 'key', expected: `expected limits.blind of at least ${(2 * every) / 1000}s` });
  }
  if (end !== undefined && end >= limits.duration) {
    const at = saysLimit(sections, 'duration') ? [...path, 'duration'] : (sections.faults?.path ?? []);
    problems.add(at, `The faults last ${showMs(end)}, and limits.duration is ${showMs(limits.duration)}: the run would halt before they end.`, {
      expected: 'expected a longer limits.duration',
    });
  }
}

const saysLimit = ({ limits }: Sections, key: string): boolean => isMapping(limits?.value) && Object.hasOwn(limits.value, key);
