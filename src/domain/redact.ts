/** Replaces the credentials that these headers carry wherever a text repeats them: whole, bare token, or user and password of `Basic`. */
export function redactor(headers: Readonly<Record<string, string>>): (text: string) => string {
  const values = Object.entries(headers).flatMap(([name, value]) => (harmless.has(name.toLowerCase()) ? [] : [value]));
  return credentialsRedactor(values);
}

/** Replaces these credentials in every form in which a text may repeat them. */
export function credentialsRedactor(values: readonly string[]): (text: string) => string {
  return secretsRedactor(values.flatMap(forms));
}

/** Replaces secrets wherever a text repeats them, the longest first. */
export function secretsRedactor(all: readonly string[]): (text: string) => string {
  const secrets = all.filter((secret) => secret.length >= shortest);
  const longestFirst = [...new Set(secrets)].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((redacted, secret) => redacted.replaceAll(secret, '***'), text);
}

const harmless = new Set(['accept', 'accept-encoding', 'accept-language', 'cache-control', 'connection', 'content-type', 'user-agent']);

/** Below this a "secret" is a flag such as `1` or `yes`, and taking it out would only garble the message. */
const shortest = 4;

function forms(value: string): readonly string[] {
  const [scheme = '', credentials = ''] = value.split(/\s+(.*)/s);
  if (scheme.toLowerCase() !== 'basic') return [value, credentials];
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  return [value, credentials, pair, pair.slice(pair.indexOf(':') + 1)];
}

/** A plain JSON value whose texts repeat no secret; the words by which the program itself tells things apart stay. */
export function withoutSecrets<T>(value: T, redact: (text: string) => string): T {
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) => (typeof inner === 'string' && key !== 'kind' ? redact(inner) : inner)) as T;
}
