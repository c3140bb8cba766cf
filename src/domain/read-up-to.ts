/** What a stream says as text. Throws `tooLong` where that is more than `limit` bytes: whoever answers without an end must not fill our memory. */
export async function readUpTo(limit: number, stream: AsyncIterable<Uint8Array>, tooLong: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) throw new Error(tooLong);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
