import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBootTime, parseListeners, parseOwner, parseStat, parseStrings, parseVariable } from '../../src/platform/proc-text.ts';

const line = (name: string, pid = 42, startTime = 987): string =>
  `${pid} (${name}) S 7 42 40 34816 42 4194304 1 2 3 4 5 6 7 8 20 0 1 0 ${startTime} 1000 200 18446744073709551615\n`;

describe('/proc', () => {
  test('stat is read right whatever a program calls itself', () => {
    const name = fc.string({ unit: fc.constantFrom('(', ')', ' ', 'S', '1', '\n'), maxLength: 15 });
    fc.assert(
      fc.property(name, fc.nat(), fc.nat(), (comm, pid, startTime) => {
        expect(parseStat(line(comm, pid, startTime))).toEqual({ pid, ppid: 7, session: 40, state: 'S', startTime, kernelThread: false });
      }),
    );
  });

  test('stat of a kernel thread says so, and half a line says nothing', () => {
    expect(parseStat(line('kworker/0:1').replace('4194304', '69238880'))?.kernelThread).toBe(true);
    expect(parseStat('42 (a) S 7')).toBeUndefined();
    expect(parseStat('')).toBeUndefined();
  });

  test('a command line keeps its empty arguments, and loses the filling of one that was overwritten', () => {
    const argument = fc.string({ unit: fc.constantFrom('a', ' ', '=', '"'), maxLength: 5 });
    fc.assert(
      fc.property(fc.array(argument), fc.string({ minLength: 1, unit: fc.constantFrom('a', ' ') }), (args, last) => {
        const argv = [...args, last];
        expect(parseStrings(argv.map((one) => `${one}\0`).join(''))).toEqual(argv);
      }),
    );
    expect(parseStrings('nginx: master process\0\0\0\0')).toEqual(['nginx: master process']);
    expect(parseStrings('')).toEqual([]);
  });

  test('a variable is found by its whole name', () => {
    expect(parseVariable('XA=1\0A=b=c\0', 'A')).toBe('b=c');
    expect(parseVariable('XA=1\0A=\0', 'A')).toBe('');
    expect(parseVariable('XA=1\0', 'A')).toBeUndefined();
  });

  test('only sockets that listen count, on that port', () => {
    const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0 20 4 30 10 -1
   2: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0 100 0 0 10 0\n`;
    expect(parseListeners(table, 8080)).toEqual(['111']);
    expect(parseListeners(table, 80)).toEqual(['333']);
    expect(parseListeners(table, 8081)).toEqual([]);
  });

  test('the effective user and the boot time are read', () => {
    expect(parseOwner('Name:\tx\nUid:\t1000\t33\t1000\t1000\n')).toBe(33);
    expect(parseBootTime('cpu  1 2\nbtime 1700000000\nprocesses 5\n')).toBe(1_700_000_000);
  });
});
