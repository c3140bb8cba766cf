#!/usr/bin/env node
// Plain JavaScript that any Node can read: says in one line that this Node is too old, else runs the program named first.
import { pathToFileURL } from 'node:url';

const needed = [24, 12];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(
    `Cannot run: this is Node ${process.versions.node}, and firedrill needs ${needed.join('.')} or newer. In a checkout: npm ci, then npm run -s firedrill -- <command>. Elsewhere: install Node 24.`,
  );
  process.exitCode = 70;
} else {
  const program = process.argv[2];
  process.argv.splice(1, 2, program);
  await import(pathToFileURL(program).href);
}
