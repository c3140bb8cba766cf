/** The host of an address, or of `host`, `host:port` and `[v6]:port`; small letters, without brackets. */
export function hostOf(text: string): string {
  const authority = URL.canParse(text) && text.includes('://') ? new URL(text).host : text;
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(authority) ?? [];
  const plain = bracketed ?? (/^[^:]*:\d+$/.test(authority) ? authority.slice(0, authority.indexOf(':')) : authority);
  return plain.toLowerCase().replace(/\.$/, '');
}

/** RFC 6761, 6.3; RFC 1122, 3.2.1.3; RFC 4291, 2.5.3. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost') || host === '::1') return true;
  const octets = host.replace(/^::ffff:/, '').split('.');
  return octets.length === 4 && octets[0] === '127' && octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) <= 255);
}

/** Whether a glob fits: `*` stands for any text, everything else for itself. */
export function matches(glob: string, text: string): boolean {
  const parts = glob.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(text);
}
