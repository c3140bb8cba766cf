/** The calendar without a clock: instants come in as ISO 8601 in UTC, days are counted from 1970-01-01. */

/** The day of an instant or of a date; NaN for a text that is neither, or that names a day which does not exist. */
export function dayOf(iso: string): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:T|$)/.exec(iso);
  if (match === null) return NaN;
  const day = civil(Number(match[1]), Number(match[2]), Number(match[3]));
  return dateOf(day) === iso.slice(0, 10) ? day : NaN;
}

/** Days from 1970-01-01; years begin in March here, so that the leap day is the last. Howard Hinnant, chrono-compatible low-level date algorithms. */
function civil(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}

/** YYYY-MM-DD. */
export function dateOf(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const padded = (value: number, digits: number): string => String(value).padStart(digits, '0');
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1, 2)}`;
}

/** `2026 Q4`. */
export function quarterOf(iso: string): string {
  return `${iso.slice(0, 4)} Q${Math.ceil(Number(iso.slice(5, 7)) / 3)}`;
}

/** The instant from which to look: a date as it is, `7d` and `4w` counted back from now. `undefined` for anything else, so that the caller says where. */
export function sinceOf(text: string, now: string): string | undefined {
  if (!Number.isNaN(dayOf(text))) return text.length === 10 ? `${text}T00:00:00.000Z` : text;
  const match = /^([1-9]\d{0,4})([dw])$/.exec(text);
  if (match === null) return undefined;
  return `${dateOf(dayOf(now) - Number(match[1]) * (match[2] === 'w' ? 7 : 1))}${now.slice(10)}`;
}
