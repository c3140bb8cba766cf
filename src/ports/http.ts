/** One bounded HTTP call; never follows redirects, never throws for a status. */
export interface Http {
  request(call: HttpCall): Promise<HttpAnswer>;
}

export interface HttpCall {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Instead of a text: a file. */
  readonly bytes?: Uint8Array;
  readonly signal: AbortSignal;
  /** Client certificate and authority, PEM text. */
  readonly tls?: { readonly cert?: string; readonly key?: string; readonly ca?: string };
  /** Bytes after which reading stops and the call fails; 16 MiB unless said. */
  readonly limit?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
