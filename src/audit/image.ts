export interface Image {
  readonly tag?: string;
  readonly digest?: string;
}

/** Takes a reference apart: `registry:5000/shop@sha256:…`, `shop:1.2`. Source: distribution/reference, "reference.go". */
export function imageOf(reference: string): Image {
  const [named = '', digest] = reference.split('@');
  const tag = /:([\w][\w.-]*)$/.exec(named.slice(named.lastIndexOf('/') + 1))?.[1];
  return { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** Whether it may be another one tomorrow without anybody having changed a line here. */
export function floats({ tag, digest }: Image): boolean {
  return digest === undefined && (tag === undefined || tag === 'latest');
}
