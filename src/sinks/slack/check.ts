/** Looks whether a Slack sink could do its work, without posting anything. */
import { z } from 'zod';
import { secretsRedactor } from '../../domain/redact.ts';
import { reason } from '../../domain/reason.ts';
import { connect, type ApiPorts, type Slack } from './api.ts';
import { insist } from './insist.ts';
import type { AppSettings, SlackSettings } from './kind.ts';
import { appScope, botScopes } from './scopes.ts';
import { SlackTrouble } from './trouble.ts';

export interface Check {
  readonly ok: boolean;
  readonly what: string;
  /** The way out. */
  readonly hint?: string;
}

const identity = z.object({ team: z.string(), user: z.string(), response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional() });
const anything = z.object({ ok: z.literal(true) });

/** Never rejects, and repeats no token. */
export async function checkSlack(settings: SlackSettings, ports: ApiPorts, signal: AbortSignal): Promise<readonly Check[]> {
  if (settings.kind === 'webhook')
    return [{ ok: true, what: 'a webhook: whether it posts shows only when it does', hint: 'To try it: firedrill digest --post' }];
  const redact = secretsRedactor([settings.token, ...('halt' in settings ? [settings.halt.appToken] : [])]);
  const clean = (check: Check): Check => ({ ...check, what: redact(check.what) });
  return (await checkApp(settings, ports, signal)).map((check) => clean(check));
}

async function checkApp(settings: AppSettings, ports: ApiPorts, signal: AbortSignal): Promise<readonly Check[]> {
  const ask = asking(connect(settings, ports, signal), ports, signal);
  const bot = await ask('auth.test', {}, identity);
  const halt = 'halt' in settings ? [await checkHalt(settings, ports, signal)] : [];
  if ('why' in bot) return [no('the token', bot.why), ...halt];
  const { team, user, response_metadata: about } = bot.said;
  return [{ ok: true, what: `the token is that of ${user} in ${team}` }, ...scopes(about?.scopes), await channel(settings, ask), ...halt];
}

type Ask = <T>(method: string, args: Readonly<Record<string, unknown>>, answer: z.ZodType<T>) => Promise<{ readonly said: T } | { readonly why: SlackTrouble }>;

const asking =
  (slack: Slack, { clock }: ApiPorts, signal: AbortSignal): Ask =>
  (method, args, answer) =>
    insist(() => slack.call(method, args, answer), { clock, signal }).then(
      (said) => ({ said }),
      (error: unknown) => ({ why: error instanceof SlackTrouble ? error : new SlackTrouble({ kind: 'unclear', why: reason(error) }) }),
    );

/** Which of the two that read is needed depends on the channel: looking there shows it. */
function scopes(given: readonly string[] | undefined): readonly Check[] {
  if (given === undefined) return [{ ok: true, what: 'Slack did not say which scopes the token has' }];
  return (['chat:write', 'files:write'] as const).map((scope) =>
    given.includes(scope)
      ? { ok: true, what: `scope ${scope}: ${botScopes[scope]}` }
      : {
          ok: false,
          what: `scope ${scope} is missing: it ${botScopes[scope]}`,
          hint: 'Add it under OAuth & Permissions of the app, and install the app again.',
        },
  );
}

/** By the very question that a courier asks after an answer was lost. */
async function channel({ channel: id }: AppSettings, ask: Ask): Promise<Check> {
  const looked = await ask('conversations.history', { channel: id, limit: 1 }, anything);
  return 'why' in looked ? no(`channel ${id}`, looked.why) : { ok: true, what: `the app is in channel ${id}, and may look there` };
}

/** Asks for an address, and connects to none. */
async function checkHalt(settings: Extract<AppSettings, { readonly halt: object }>, ports: ApiPorts, signal: AbortSignal): Promise<Check> {
  const slack = connect({ ...settings, token: settings.halt.appToken }, ports, signal);
  const opened = await asking(slack, ports, signal)('apps.connections.open', {}, anything);
  if ('why' in opened) return no(`app-token (scope ${appScope})`, opened.why);
  return { ok: true, what: `app-token opens a connection; ${settings.halt.users.length} may halt: ${settings.halt.users.join(', ')}` };
}

function no(what: string, { trouble }: SlackTrouble): Check {
  const refused = trouble.kind === 'refused';
  const known = refused && trouble.why.includes(': ');
  if (known) {
    const [said = '', ...hint] = trouble.why.split(': ');
    return { ok: false, what: `${what}: ${said}`, hint: `${capital(hint.join(': '))}.` };
  }
  return {
    ok: false,
    what: `${what}: ${trouble.why}`,
    hint: refused ? 'docs/sinks.md says what the app needs.' : 'Check the network, a proxy in between, and api.',
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
