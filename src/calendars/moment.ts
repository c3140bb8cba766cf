import { local } from '../domain/program/local.ts';

/** When something begins or ends: an instant (ms since the epoch), or what the clock on a wall shows, of its own zone or of whoever asks. A date alone is a whole day. */
export type Moment =
  | { readonly kind: 'instant'; readonly at: number }
  | { readonly kind: 'wall'; readonly text: string; readonly zone?: string }
  | { readonly kind: 'day'; readonly date: string };

export interface Span {
  readonly from: Moment;
  readonly until: Moment;
}

/** Whether it has come by an instant. An hour that the clock shows twice has come with its first. */
export function hasCome(moment: Moment, at: number, timeZone: string): boolean {
  switch (moment.kind) {
    case 'instant':
      return moment.at <= at;
    case 'day':
      return moment.date <= local(at, timeZone).date;
    case 'wall':
      return moment.text <= wall(at, moment.zone ?? timeZone);
  }
}

export const covers = ({ from, until }: Span, at: number, timeZone: string): boolean => hasCome(from, at, timeZone) && !hasCome(until, at, timeZone);

function wall(at: number, zone: string): string {
  const { date, time, second } = local(at, zone);
  return `${date}T${time}:${second}`;
}
