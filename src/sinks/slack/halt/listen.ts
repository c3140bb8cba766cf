import { secretsRedactor } from '../../../domain/redact.ts';
import { reason } from '../../../domain/reason.ts';
import { ms } from '../../../domain/units.ts';
import type { Halts } from '../../../ports/halts.ts';
import { connect, type ApiPorts } from '../api.ts';
import type { HaltSettings } from '../kind.ts';
import { Answers } from './answers.ts';
import { keepLine } from './line.ts';
import { pressIn } from './press.ts';
import { openSession } from './session.ts';

export interface Listening {
  readonly ports: ApiPorts;
  readonly halts: Halts;
  readonly say: (line: string) => void;
  readonly trouble: (why: string | undefined) => void;
}

/** What an answer that is on its way may still take when the schedule ends. */
const leaving = ms(5000);

/**
 * Listens for the Halt button in the background until disposed; whatever is wrong with Slack is said, and disturbs nobody.
 * `sinks` are those of one app: Slack tells each press to one connection of an app, whichever channel it was in.
 */
export function listenForHalts(sinks: readonly [HaltSettings, ...HaltSettings[]], options: Listening): AsyncDisposable {
  const { ports, halts } = options;
  const [{ halt, api }] = sinks;
  const clean = secretsRedactor(sinks.flatMap(({ token, halt: { appToken } }) => [token, appToken]));
  const say = (line: string): void => options.say(clean(line));
  const [stop, kill] = [new AbortController(), new AbortController()];
  const answering = sinks.map((settings): [string, Answers] => {
    const slack = connect(settings, ports, kill.signal);
    return [
      settings.channel,
      new Answers({ slack, channel: settings.channel, users: settings.halt.users, halts, say, clock: ports.clock, signal: kill.signal }),
    ];
  });
  const answers = new Map(answering);
  const working = new Set<Promise<void>>();
  const heard = (body: unknown): void => {
    const press = pressIn(body);
    const taker = press === undefined ? undefined : answers.get(press.channel);
    if (press === undefined || taker === undefined) return;
    const work = taker.take(press).catch((error: unknown) => say(`${press.by} was not answered in Slack about run ${press.run}: ${reason(error)}`));
    working.add(work);
    void work.then(() => working.delete(work));
  };
  const open = (): ReturnType<typeof openSession> => openSession({ appToken: halt.appToken, api, ports, heard, signal: stop.signal });
  const trouble = (why: string | undefined): void => options.trouble(why === undefined ? undefined : clean(why));
  const kept = keepLine(open, { clock: ports.clock, trouble, signal: stop.signal });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      const given = new AbortController();
      await Promise.race([Promise.all([kept, ...working]), ports.clock.sleep(leaving, given.signal)]);
      given.abort();
      kill.abort();
    },
  };
}
