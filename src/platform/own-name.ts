import { registerHooks } from 'node:module';
import { extname } from 'node:path';

const library = new URL(`../index${extname(import.meta.url)}`, import.meta.url).href;
let answers = false;

/** From now on `from 'firedrill'` means this very firedrill, wherever the module lies that says so: beside an experiment nothing is installed, and a checkout need not be built. */
export function answerToOwnName(): void {
  if (answers) return;
  answers = true;
  registerHooks({ resolve: (name, context, next) => (name === 'firedrill' ? { url: library, shortCircuit: true } : next(name, context)) });
}
