/** What stands in a row, looked at before it is believed. */
import type { z } from 'zod';
import { parseJson } from '../domain/json.ts';
import { findingEdit, type FindingEdit } from '../domain/memory/edit.ts';
import { readSummary } from '../domain/memory/read-summary.ts';
import type { RunSummary } from '../domain/memory/run-summary.ts';
import { slotStep, type SlotStep } from '../domain/memory/step.ts';
import { CannotRemember } from './cannot-remember.ts';

/** None for a run that this firedrill cannot read: another version kept it, and its own folder still tells of it. */
export const runsIn = (texts: readonly string[]): readonly RunSummary[] => texts.flatMap((text) => readSummary(parseJson(text)) ?? []);

/** @throws CannotRemember where a row cannot be read: what people said is never left out in silence. */
export const editsIn = (texts: readonly string[]): readonly FindingEdit[] => texts.map((text) => needed('what was said of a finding', findingEdit, text));

/** @throws CannotRemember where a row cannot be read: a slot that is forgotten would run twice. */
export const stepsIn = (texts: readonly string[]): readonly SlotStep[] => texts.map((text) => needed('a step of a schedule', slotStep, text));

function needed<T>(what: string, schema: z.ZodType<T>, text: string): T {
  const read = schema.safeParse(parseJson(text));
  if (read.success) return read.data;
  throw new CannotRemember(
    `it holds ${what} that cannot be read: ${text.slice(0, 80)}`,
    'Use a firedrill that is as new as the one that wrote it.',
    read.error,
  );
}
