/** A process and no other: its pid may be used again, its start time (clock ticks since boot) tells them apart. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: number;
}

export interface ProcessStat extends ProcessIdentity {
  readonly ppid: number;
  readonly session: number;
  /** `R`, `S`, `T` (stopped), `t` (traced), …; a zombie counts as gone and is never returned. */
  readonly state: string;
  readonly kernelThread: boolean;
}

export interface Listening {
  /** Whether any socket of this network namespace listens there. */
  readonly open: boolean;
  /** Those of its processes that this user may see. */
  readonly pids: readonly number[];
}

export interface DetachedCall {
  /** `node` is our own. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Beside this process's own environment, of which the marks are left out. */
  readonly env: Readonly<Record<string, string>>;
  /** Files that output is appended to; thrown away where absent. */
  readonly stdout?: string;
  readonly stderr?: string;
}

/** The processes of this machine. A process that is gone is `undefined` or empty, never an error. */
export interface ProcessTable {
  /** `linux`, `darwin`, …: on anything but Linux only `self`, `user`, `executable` and `spawnDetached` work. */
  readonly platform: string;
  readonly self: number;
  /** The effective user id of this process; 0 may see and signal everything. */
  readonly user: number;
  /** The program that runs this one. */
  readonly node: string;
  pids(): Promise<readonly number[]>;
  stat(pid: number): Promise<ProcessStat | undefined>;
  /** The command line; empty for kernel threads and for what is gone. */
  argv(pid: number): Promise<readonly string[]>;
  /** A variable of the environment it was started with; `undefined` also where this user may not look. */
  variable(pid: number, name: string): Promise<string | undefined>;
  /** The effective user it runs as. */
  owner(pid: number): Promise<number | undefined>;
  /** What a pid file holds, and when it was written, in the clock ticks of `startTime`; `undefined` where it cannot be read or holds no pid. */
  pidFile(path: string): Promise<{ readonly pid: number; readonly written: number } | undefined>;
  listening(port: number): Promise<Listening>;
  /** The `cgroup.procs` files of its CPU and memory groups, v1 or v2, and whether this process may write them all. */
  cgroup(pid: number): Promise<{ readonly files: readonly string[]; readonly writable: boolean }>;
  /** Whether this process may signal it. */
  permits(pid: number): boolean;
  /** Signals it if its start time, read immediately before, is still the same; `gone` otherwise. */
  signal(process: ProcessIdentity, signal: string): 'sent' | 'gone' | 'forbidden';
  /** Whether the program can be started from that folder. */
  executable(program: string, cwd: string): Promise<boolean>;
  /** Starts a program in a session of its own, which outlives this one; rejects where it cannot be started. */
  spawnDetached(call: DetachedCall): Promise<ProcessIdentity>;
}
