import { systemClock } from '../../src/platform/clock.ts';
import { openStore } from '../../src/store/open.ts';
import { storeContract } from '../contract/store.ts';
import { folder } from '../record/places.ts';

storeContract('the embedded file', async () => {
  const base = await folder();
  const open = () => openStore(undefined, base.path, { clock: systemClock, say: (line) => { throw new Error(line); } }); // prettier-ignore
  return { open, [Symbol.asyncDispose]: () => base[Symbol.asyncDispose]() };
});
