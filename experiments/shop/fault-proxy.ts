/** `firedrill proxy` as one of the shop's processes: it ends with its supervisor, however that one ends. */
process.on('disconnect', () => process.exit(0));
await import(new URL('../../bin/firedrill.js', import.meta.url).href);
