import type { Event } from '../../domain/events.ts';
import type { Sink } from '../../ports/sink.ts';
import { verdictText } from '../../report/verdict-text.ts';
import { linesOf } from './lines.ts';
import { emptyPicture, see } from './picture.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

export interface Screen {
  /** A line of the result. */
  print(line: string): void;
  /** A line of talk. */
  talk(line: string): void;
  /** Colour where the terminal wants it; a word always says the same. */
  paint(where: 'talk' | 'print', style: Style, text: string): string;
  /** How often the numbers are shown while nothing else happens, ms. */
  readonly pace: number;
}

/** A run for people: timestamped lines as it happens, then the verdict. */
export function consoleSink(screen: Screen): Sink {
  const picture = emptyPicture();
  return {
    name: 'console',
    receive(event) {
      see(picture, event);
      for (const { phase, text, style } of linesOf(picture, event, screen.pace))
        screen.talk(line(event, phase, style === undefined ? text : screen.paint('talk', style, text), screen));
      if (event.kind === 'verdict.reached')
        screen.print(
          verdictText(event.verdict, {
            ...(picture.started === undefined ? {} : { started: picture.started }),
            paint: (style, text) => screen.paint('print', style, text),
          }),
        );
      if (event.kind === 'run.finished') screen.print(`\nRecord: ${event.folder}\nReport: firedrill report ${event.run}`);
    },
  };
}

function line(event: Event, phase: string, text: string, screen: Screen): string {
  const time = `+${(event.at / 1000).toFixed(1)}s`.padStart(8);
  return `${screen.paint('talk', 'dim', time)}  ${phase.padEnd(9)}  ${text.replaceAll('\n', `\n${' '.repeat(21)}`)}`;
}
