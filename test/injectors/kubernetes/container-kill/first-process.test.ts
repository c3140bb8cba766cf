import { expect, test } from 'vitest';
import { deafTo } from '../../../../src/injectors/kubernetes/container-kill/first-process.ts';
import { handling, ignoring } from './stage.ts';

/** As they were read from real programs. */
const nginx = 'SigBlk:\t0000000000000000\nSigIgn:\t0000000040001000\nSigCgt:\t0000000018016a07\n';
const tini = 'SigBlk:\t7be3c0fe28014a03\nSigIgn:\t0000000000001000\nSigCgt:\t0000000000000000\n';
const sleep = 'SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\nSigCgt:\t0000000000000000\n';

test.for([
  ['a server that handles SIGTERM', handling, undefined],
  ['nginx', nginx, undefined],
  ['tini, which blocks it and fetches it', tini, undefined],
  ['a program that ignores it', ignoring, 'its first process ignores SIGTERM'],
  ['sleep', sleep, 'its first process does not handle SIGTERM, which the kernel then drops'],
  ['no status', 'Name:\tx\n', 'its /proc/1/status does not say which signals it handles'],
  ['nothing', '', 'its /proc/1/status does not say which signals it handles'],
] as const)('%s', ([, status, why]) => {
  expect(deafTo(status)).toBe(why);
});
