import { expect, test } from 'vitest';
import type { Right } from '../../../../src/domain/kubernetes/right.ts';
import { Drill, signal } from './drill.ts';
import { cases, kindOf } from './stage.ts';

/** The right that a call to the API takes. */
function rightFor(verb: string, path: string): string | undefined {
  const [, namespace, plural = 'namespaces', name = namespace, sub] = /\/namespaces\/([^/]+)(?:\/([^/]+)(?:\/([^/]+)(?:\/([^/]+))?)?)?$/.exec(path) ?? [];
  if (verb === 'review') return undefined;
  const named = verb === 'create' || verb === 'list' ? '' : name;
  return `${verb} ${sub === undefined ? plural : `${plural}/${sub}`} ${named}`;
}

const covers = (rights: readonly Right[], used: string): boolean =>
  rights.some(({ verb, resource, name }) => used === `${verb} ${resource} ${name ?? ''}` || (name === undefined && used.startsWith(`${verb} ${resource} `)));

for (const [name, type, keys] of cases) {
  test(`${name} takes no right that its plan does not name, and to restore none but those for restore`, async () => {
    const one = new Drill(type, keys);
    const rights = kindOf(type).plan(one.spec, one.ports).cluster?.rights ?? { inject: [], restore: [] };
    const used: string[] = [];
    one.cluster.before = (verb, path) => used.push(...[rightFor(verb, path) ?? []].flat());
    expect(await one.refusals()).toEqual([]);
    await one.inject();
    expect(used.filter((right) => !covers([...rights.inject, ...rights.restore], right))).toEqual([]);
    used.length = 0;
    await (await one.injector()).restore(one.undo, signal());
    expect(used.filter((right) => !covers(rights.restore, right))).toEqual([]);
    expect(used).not.toEqual([]);
  });
}
