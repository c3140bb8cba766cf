/** Whether an address answers 200 within a second. */
import { request } from 'undici';

export async function answersAt(address: string | URL): Promise<boolean> {
  return request(address, { signal: AbortSignal.timeout(1000) }).then(
    async ({ statusCode, body }) => {
      await body.dump();
      return statusCode === 200;
    },
    () => false,
  );
}
