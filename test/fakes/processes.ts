import type { DetachedCall, Listening, ProcessIdentity, ProcessStat, ProcessTable } from '../../src/ports/processes.ts';

export interface FakeProcess {
  readonly pid: number;
  readonly startTime: number;
  readonly ppid: number;
  readonly session: number;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly owner: number;
  readonly kernelThread: boolean;
  readonly ports: readonly number[];
  state: string;
}

/** A machine that exists in memory: pid 1, a shell, and this program (pid 100) as its child. Signals act at once. */
export class FakeProcesses implements ProcessTable {
  platform = 'linux';
  readonly self = 100;
  user = 0;
  readonly node = '/usr/bin/node';
  readonly running = new Map<number, FakeProcess>();
  readonly pidFiles = new Map<string, { pid: number; written: number }>();
  readonly signals: { pid: number; signal: string }[] = [];
  readonly started: DetachedCall[] = [];
  readonly forbidden = new Set<number>();
  cgroups: { files: readonly string[]; writable: boolean } = { files: [], writable: false };
  /** What becomes of a process that was started; the default runs on. */
  onSpawn: (call: DetachedCall, born: FakeProcess) => void = () => undefined;
  /** What happens after a process has ended: a supervisor. */
  onEnd: (ended: FakeProcess) => void = () => undefined;
  #nextPid = 1000;
  #ticks = 1000;

  constructor() {
    this.add({ pid: 1, ppid: 0, argv: ['/sbin/init'] });
    this.add({ pid: 2, ppid: 0, argv: [], kernelThread: true });
    this.add({ pid: 50, ppid: 1, argv: ['bash'] });
    this.add({ pid: this.self, ppid: 50, argv: ['node', 'firedrill'] });
  }

  add(process: Partial<FakeProcess>): FakeProcess {
    const pid = process.pid ?? (this.#nextPid += 1);
    const startTime = (this.#ticks += 1);
    const defaults = { ppid: 1, session: pid, argv: ['program'], env: {}, owner: 0, kernelThread: false, ports: [], state: 'S' };
    const born = { ...defaults, startTime, ...process, pid };
    this.running.set(pid, born);
    return born;
  }

  end(pid: number): void {
    const ended = this.running.get(pid);
    if (ended === undefined) return;
    this.running.delete(pid);
    this.onEnd(ended);
  }

  async pids(): Promise<readonly number[]> {
    return [...this.running.keys()];
  }

  async stat(pid: number): Promise<ProcessStat | undefined> {
    const found = this.running.get(pid);
    if (found === undefined) return undefined;
    const { startTime, ppid, session, state, kernelThread } = found;
    return { pid, startTime, ppid, session, state, kernelThread };
  }

  async argv(pid: number): Promise<readonly string[]> {
    return this.running.get(pid)?.argv ?? [];
  }

  async variable(pid: number, name: string): Promise<string | undefined> {
    return this.running.get(pid)?.env[name];
  }

  async owner(pid: number): Promise<number | undefined> {
    return this.running.get(pid)?.owner;
  }

  async pidFile(path: string): Promise<{ pid: number; written: number } | undefined> {
    return this.pidFiles.get(path);
  }

  async listening(port: number): Promise<Listening> {
    const pids = [...this.running.values()].filter((one) => one.ports.includes(port)).map((one) => one.pid);
    return { open: pids.length > 0, pids };
  }

  async cgroup(): Promise<{ files: readonly string[]; writable: boolean }> {
    return this.cgroups;
  }

  permits(pid: number): boolean {
    return this.running.has(pid) && !this.forbidden.has(pid);
  }

  signal(target: ProcessIdentity, signal: string): 'sent' | 'gone' | 'forbidden' {
    const found = this.running.get(target.pid);
    if (found?.startTime !== target.startTime) return 'gone';
    if (this.forbidden.has(target.pid)) return 'forbidden';
    this.signals.push({ pid: target.pid, signal });
    if (signal === 'SIGSTOP') found.state = 'T';
    else if (signal === 'SIGCONT') found.state = 'S';
    else this.end(target.pid);
    return 'sent';
  }

  async executable(program: string): Promise<boolean> {
    return program !== 'no-such-program';
  }

  async spawnDetached(call: DetachedCall): Promise<ProcessIdentity> {
    if (!(await this.executable(call.argv[0] ?? ''))) throw new Error('spawn ENOENT');
    this.started.push(call);
    const born = this.add({ ppid: this.self, argv: call.argv, env: call.env, owner: this.user });
    this.onSpawn(call, born);
    return { pid: born.pid, startTime: born.startTime };
  }
}
