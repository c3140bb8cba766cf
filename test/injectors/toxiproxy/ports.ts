/** Ports for proxy faults, of which they use the clock and the proxies alone. */
import { ms } from '../../../src/domain/units.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { InjectorPorts, ProxyAddress } from '../../../src/ports/injector.ts';
import { FakeHttp } from '../../fakes/http.ts';
import { FakeProcesses } from '../../fakes/processes.ts';
import { noClusters, nowhere } from '../../fakes/nowhere.ts';

const unused = (): never => {
  throw new Error('a proxy fault uses the clock and the proxies alone');
};

export function portsFor(payments: ProxyAddress, clock: Clock = restless): InjectorPorts {
  return {
    clock,
    http: new FakeHttp(unused),
    exec: { run: unused },
    random: { seed: 1, next: unused },
    processes: new FakeProcesses(),
    kubernetes: noClusters,
    env: unused,
    ...nowhere,
    proxies: { payments },
  };
}

/** The machine's clock, but nobody waits long between two looks. */
export const restless: Clock = { ...systemClock, sleep: (_time, signal) => systemClock.sleep(ms(5), signal) };

/** And a call of 5 s is given up after a quarter of one. */
export const hasty: Clock = { ...restless, deadline: (time, parent) => systemClock.deadline(ms(Math.max(200, time / 20)), parent) };
