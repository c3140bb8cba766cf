/** The processes of one shop: started, started again when they die, ended together. */
import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Program {
  readonly name: string;
  /** Arguments of `node`. */
  readonly args: readonly string[];
  /** Whether it says itself when it is ready; else it is ready once started. */
  readonly announces: boolean;
}

/** Ms a dead process stays dead: with its start it is back after some two seconds. */
const restartAfter = 1500;
/** Ms a process gets to end before it is killed; one that is stopped (SIGSTOP) cannot end. */
const patience = 1000;

export class Children {
  readonly #running = new Map<string, ChildProcess>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #folder: string;
  readonly #say: (line: string) => void;
  #ending = false;

  /** `folder` gets one pid file a process. */
  constructor(folder: string, say: (line: string) => void) {
    this.#folder = folder;
    this.#say = say;
  }

  /** Settles once it is ready; rejects when its first start fails. From then on it comes back whenever it dies. */
  async start(program: Program): Promise<void> {
    if (this.#ending) throw new Error(`Cannot start ${program.name}: the shop is ending.`);
    const child = this.#spawn(program);
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`Cannot start ${program.name}: it ended with ${code ?? 'a signal'}. Its own words are above.`)));
      child.once(program.announces ? 'message' : 'spawn', () => resolve());
    });
    this.#keep(program, child);
  }

  /** Ends all of them; settles when none is left. */
  async end(): Promise<void> {
    this.#ending = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all([...this.#running].map(([name, child]) => this.#endOne(name, child)));
  }

  #spawn({ name, args }: Program): ChildProcess {
    const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#running.set(name, child);
    child.once('spawn', () => writeFileSync(this.#pidFile(name), `${child.pid}\n`));
    return child;
  }

  #keep(program: Program, child: ChildProcess): void {
    const died = (code: number | null, signal: string | null): void => {
      if (this.#ending) return;
      this.#say(`${program.name} died (${signal ?? code}), back in a moment`);
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#again(program);
      }, restartAfter);
      this.#timers.add(timer);
    };
    if (child.exitCode === null && child.signalCode === null) child.once('exit', died);
    else died(child.exitCode, child.signalCode);
  }

  #again(program: Program): void {
    const child = this.#spawn(program);
    child.once(program.announces ? 'message' : 'spawn', () => this.#say(`${program.name} is back (pid ${child.pid})`));
    this.#keep(program, child);
  }

  async #endOne(name: string, child: ChildProcess): Promise<void> {
    rmSync(this.#pidFile(name), { force: true });
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), patience);
    await gone;
    clearTimeout(timer);
  }

  #pidFile(name: string): string {
    return join(this.#folder, `${name}.pid`);
  }
}
