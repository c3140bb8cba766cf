import type { Schedule } from '../domain/program/program.ts';
import { exitCodes } from '../domain/verdict.ts';
import { program } from '../platform/program.ts';
import { followOperator } from '../platform/signals.ts';
import type { Sink } from '../ports/sink.ts';
import type { Desk } from '../schedule/desk.ts';
import { consoleSink } from '../sinks/console/sink.ts';
import { createToolbox } from '../toolbox.ts';
import { haltsHere } from './halts-here.ts';
import { InPlace } from './in-place.ts';
import { listenInSlack } from './listen-in-slack.ts';
import { openDesk } from './schedule-desk.ts';

/**
 * Opens a schedule whose runs are shown like any run, and can be halted from here and from Slack, for as long as `act` takes; resolves with the exit code.
 * @throws CommandFailed where it cannot be opened: nothing was run.
 */
export async function withSchedule(file: string, act: (schedule: Schedule, desk: Desk, operator: AbortSignal) => Promise<number>): Promise<number> {
  using operator = followOperator();
  await using toolbox = createToolbox();
  const inPlace = new InPlace();
  operator.onAgain = () => program.talk(String(inPlace));
  await using desk = await openDesk(file, toolbox, { sinks: [inPlace, screenOfEach()], skipped: () => undefined });
  const schedule = await desk.schedule();
  if (typeof schedule === 'string') {
    program.talk(schedule.trimEnd());
    return exitCodes.invalid;
  }
  // The messages of its runs have a Halt button where the config says so: whoever presses it has to be heard.
  await using slack = await listenInSlack(desk.config(), haltsHere(desk.base, toolbox), desk.health);
  void slack;
  return await act(schedule, desk, operator.signal);
}

/** A screen of its own for every run: each is a picture that begins anew. */
function screenOfEach(): Sink {
  const fresh = (): Sink => consoleSink({ print: program.print, talk: program.talk, paint: program.paint, pace: program.terminal.talk ? 2000 : 5000 });
  let screen = fresh();
  return {
    name: 'console',
    receive(event) {
      if (event.kind === 'run.started') screen = fresh();
      return screen.receive(event);
    },
  };
}
