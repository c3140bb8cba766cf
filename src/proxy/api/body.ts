import type { z } from 'zod';
import { badRequest } from '../error.ts';

/** What a body that is no object is told, as Go's decoder would refuse it. */
export function readJson(text: string): unknown {
  if (text.trim() === '') throw badRequest('EOF');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : 'not JSON');
  }
}

/** A schema's view of a body; throws an ApiError of status 400 that names every wrong field. */
export function read<Shape>(schema: z.ZodType<Shape>, body: unknown): Shape {
  const parsed = schema.safeParse(withoutNulls(body));
  if (parsed.success) return parsed.data;
  throw badRequest(explain(parsed.error));
}

export const explain = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`).join('; ');

// In Go's decoder a null leaves a field as it was.
function withoutNulls(body: unknown): unknown {
  if (body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}
