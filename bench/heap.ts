/** Loaded into a runner by `bench -- watch` alone: writes what is left on its heap after a full collection, in MiB, every 5 s. */
import { appendFileSync } from 'node:fs';

const file = process.env['FIREDRILL_BENCH_HEAP'];
const { gc } = globalThis;
if (file !== undefined && gc !== undefined)
  setInterval(() => {
    gc();
    appendFileSync(file, `${process.memoryUsage().heapUsed / 1024 / 1024}\n`);
  }, 5000).unref();
