/** Where the kernel lets a process be moved into the cgroup of another; v1 and v2. Source: cgroups(7). */

interface Membership {
  /** Empty in v2. */
  readonly controllers: readonly string[];
  readonly path: string;
}

interface Mount {
  readonly root: string;
  readonly point: string;
  readonly controllers: readonly string[];
}

const limiting = ['cpu', 'memory'];

/**
 * The `cgroup.procs` files of the CPU and memory groups, from `/proc/<pid>/cgroup` and `/proc/self/mountinfo`.
 * Where v1 holds these controllers, a v2 tree beside it limits nothing and is left out.
 */
export function cgroupFiles(cgroup: string, mountinfo: string): readonly string[] {
  const mounts = mountinfo.split('\n').flatMap(parseMount);
  const memberships = cgroup.split('\n').flatMap(parseMembership);
  const first = limiting.flatMap((name) => procsOf(memberships, mounts, name));
  const files = first.length > 0 ? first : procsOf(memberships, mounts, undefined);
  return [...new Set(files)];
}

/** For one controller of v1, or, with `undefined`, for v2. */
function procsOf(memberships: readonly Membership[], mounts: readonly Mount[], controller: string | undefined): readonly string[] {
  const belongs = ({ controllers }: { controllers: readonly string[] }): boolean =>
    controller === undefined ? controllers.length === 0 : controllers.includes(controller);
  const membership = memberships.find(belongs);
  const mount = mounts.find((one) => belongs(one) && membership?.path.startsWith(one.root));
  if (membership === undefined || mount === undefined) return [];
  const path = mount.root === '/' ? membership.path : membership.path.slice(mount.root.length);
  return [`${mount.point}${path === '/' ? '' : path}/cgroup.procs`];
}

function parseMembership(line: string): Membership[] {
  const match = /^\d+:([^:]*):(\/.*)$/.exec(line);
  if (match === null) return [];
  const controllers = (match[1] ?? '').split(',').filter((name) => name !== '');
  return [{ controllers, path: match[2] ?? '/' }];
}

function parseMount(line: string): Mount[] {
  const [before = '', after = ''] = line.split(' - ');
  const [, , , root, point] = before.split(' ');
  const [type, , options = ''] = after.split(' ');
  if (root === undefined || point === undefined || (type !== 'cgroup' && type !== 'cgroup2')) return [];
  return [{ root, point, controllers: type === 'cgroup2' ? [] : options.split(',') }];
}
