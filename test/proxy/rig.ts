/** A link on a fake time, with a sink that may stop taking. */
import { createChance } from '../../src/proxy/chance.ts';
import { Link } from '../../src/proxy/link.ts';
import type { End } from '../../src/proxy/stage.ts';
import type { Toxic } from '../../src/proxy/toxic.ts';
import { toxicKinds } from '../../src/proxy/toxics/kinds.ts';
import { FakeTime } from './fake-time.ts';

export function toxic(type: string, attributes: object = {}, toxicity = 1): Toxic {
  const kind = toxicKinds.get(type);
  if (kind === undefined) throw new Error(`no toxic ${type}`);
  return { name: type, type, stream: 'downstream', direction: 'downstream', toxicity, effect: kind.make(attributes) };
}

export class Rig {
  readonly time = new FakeTime();
  readonly got: { at: number; data: Buffer }[] = [];
  readonly ends: { at: number; end: End }[] = [];
  full = false;
  held = false;
  readonly link: Link;

  constructor(toxics: readonly Toxic[] = [], seed = 1) {
    const pause = (held: boolean): void => {
      this.held = held;
    };
    this.link = new Link(
      { time: this.time, chance: createChance(seed), pause },
      {
        write: (data) => {
          this.got.push({ at: this.time.now(), data });
          return !this.full;
        },
        finish: (end) => this.ends.push({ at: this.time.now(), end }),
      },
    );
    this.link.reconcile(toxics);
  }

  get text(): string {
    return Buffer.concat(this.got.map(({ data }) => data)).toString();
  }

  send(text: string): void {
    this.link.push(Buffer.from(text));
  }

  drain(): void {
    this.full = false;
    this.link.drained();
  }
}
