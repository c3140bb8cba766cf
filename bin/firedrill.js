#!/usr/bin/env node
// Plain JavaScript that any Node can read: says in one line that this Node is too old, else runs firedrill.
import { existsSync } from 'node:fs';
// Not by name: an old Node has no enableCompileCache, and would say so instead of what it is told to say.
import * as nodeModule from 'node:module';
import { join } from 'node:path';

const needed = [24, 12];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(
    `Cannot run: this is Node ${process.versions.node}, and firedrill needs ${needed.join('.')} or newer. In a checkout: npm ci, then npm run -s firedrill -- <command>. Elsewhere: install Node 24.`,
  );
  process.exitCode = 70;
} else {
  keepCompiled();
  // A checkout runs its source; the published package has only dist (Node strips no types under node_modules).
  const source = new URL('../src/cli/main.ts', import.meta.url);
  const { main } = await import(existsSync(source) ? source.href : new URL('../dist/cli/main.js', import.meta.url).href);
  await main(process.argv.slice(2));
}

/** Half of a short command's time would go into compiling: what is compiled stays in the user's cache, which may be deleted at any time. */
function keepCompiled() {
  const { XDG_CACHE_HOME: cache, HOME: home } = process.env;
  const folder = cache || (home && join(home, '.cache'));
  if (folder) nodeModule.enableCompileCache(join(folder, 'firedrill', 'compiled'));
}
