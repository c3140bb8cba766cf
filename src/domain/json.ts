/** Plain JSON: what may cross into the record, and come back in another process. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** What a text says; `undefined` where it is no JSON: an answer of something else, a line that is torn, nothing at all. */
export function parseJson(text: string): Json | undefined {
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    return undefined;
  }
}
