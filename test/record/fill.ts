/** A program of its own, run where files may not grow beyond a block: one line that does not fit, and one that does again. */
import { UndoLog } from '../../src/record/undo-log.ts';
import { header, prepared } from './places.ts';

const log = await UndoLog.open(process.argv[2] ?? '');
await log.write(header);
await log.write(prepared(1));
const failed = await log.write(prepared(2, { undo: { n: 2, much: 'x'.repeat(4000) } })).catch((error: NodeJS.ErrnoException) => error.code);
await log.write({ kind: 'restored', n: 1, by: 'runner' });
console.log(failed);
