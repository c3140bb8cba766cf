/** The notice of a drill before it comes. */
import { iso } from '../../domain/instants.ts';
import { several } from '../../domain/wording.ts';
import { paragraphs, type Message } from './blocks.ts';
import { bare, said } from './text.ts';

export interface Coming {
  readonly schedule: string;
  readonly job: string;
  /** When its first run starts, ms since the epoch. */
  readonly at: number;
  readonly now: number;
  readonly what: string;
}

/** `checkout of weekly starts at 10:07 (in 15 min): slow-payments, then payments-503`, the time in each reader's own zone. */
export function comingMessage({ schedule, job, at, now, what }: Coming): Message {
  const utc = `${iso(at).slice(0, 16).replace('T', ' ')} UTC`;
  const token = Math.abs(at - now) < 12 * hour ? '{time}' : '{date_short_pretty} at {time}';
  const shown = `<!date^${Math.floor(at / 1000)}^${token}|${utc}>`;
  return {
    text: said(`${bare(job, 100)} of ${bare(schedule, 100)} starts at ${utc} (${inWords(at - now)}): ${what}`, 600),
    blocks: paragraphs([`⏰ *${said(job, 100)}* of *${said(schedule, 100)}* starts at ${shown} (${inWords(at - now)}): ${said(what, 1000)}`]),
  };
}

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

function inWords(left: number): string {
  if (left < minute) return 'now';
  if (left < 2 * hour) return `in ${Math.round(left / minute)} min`;
  return left < 2 * day ? `in ${several(Math.round(left / hour), 'hour')}` : `in ${several(Math.round(left / day), 'day')}`;
}
