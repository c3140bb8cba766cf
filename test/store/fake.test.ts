import { storeContract } from '../contract/store.ts';
import { FakeStore } from '../fakes/store.ts';

storeContract('the fake in memory', async () => {
  const store = new FakeStore();
  return { open: async () => store, async [Symbol.asyncDispose]() {} };
});
