import { expect, test } from 'vitest';
import { cgroupFiles } from '../../src/platform/cgroups.ts';

const mount = (point: string, type: string, options: string, root = '/'): string => `30 24 0:26 ${root} ${point} rw,nosuid - ${type} ${type} rw,${options}`;
const v1 = [
  mount('/sys/fs/cgroup/cpu,cpuacct', 'cgroup', 'cpu,cpuacct'),
  mount('/sys/fs/cgroup/memory', 'cgroup', 'memory'),
  mount('/sys/fs/cgroup/pids', 'cgroup', 'pids'),
  mount('/sys/fs/cgroup/unified', 'cgroup2', 'nsdelegate'),
].join('\n');

test('v2 has one tree', () => {
  expect(cgroupFiles('0::/system.slice/app.service\n', mount('/sys/fs/cgroup', 'cgroup2', 'nsdelegate'))).toEqual([
    '/sys/fs/cgroup/system.slice/app.service/cgroup.procs',
  ]);
});

test('v1 has one for CPU and one for memory, and the v2 tree beside them limits nothing', () => {
  expect(cgroupFiles('9:name=systemd:/\n8:pids:/p\n4:memory:/app\n1:cpu,cpuacct:/\n0::/other\n', v1)).toEqual([
    '/sys/fs/cgroup/cpu,cpuacct/cgroup.procs',
    '/sys/fs/cgroup/memory/app/cgroup.procs',
  ]);
});

test('a mount of a part of the tree shows the rest of the path', () => {
  expect(cgroupFiles('0::/docker/abc/app\n', mount('/sys/fs/cgroup', 'cgroup2', '', '/docker/abc'))).toEqual(['/sys/fs/cgroup/app/cgroup.procs']);
});

test('what is mounted nowhere cannot be entered', () => {
  expect(cgroupFiles('0::/app\n', '')).toEqual([]);
});
