import { userInfo } from 'node:os';

/** Whoever runs this; by number where the machine has no name for them, as in many containers. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
