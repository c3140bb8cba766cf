import { InvalidArgumentError } from 'commander';
import { sinceOf } from '../domain/memory/days.ts';
import { systemClock } from '../platform/clock.ts';

/** Reads an option that says from when: a date, or a time back from now. */
export function since(text: string): string {
  const instant = sinceOf(text, systemClock.wall());
  if (instant === undefined) throw new InvalidArgumentError('Write a date such as 2026-11-24, or a time back from now such as 7d or 4w.');
  return instant;
}
