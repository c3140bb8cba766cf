import { describe, expect, test } from 'vitest';
import type { Event } from '../../../src/domain/events.ts';
import type { Message } from '../../../src/report/slack/blocks.ts';
import { haltedMessage, mayNotMessage, overMessage } from '../../../src/report/slack/halt.ts';
import { runningMessage } from '../../../src/report/slack/running.ts';
import { viewOf, type RunView } from '../../../src/report/view.ts';
import { refuseBlocks } from '../../fakes/slack/blocks.ts';
import { aborted, halting, held, notRestored, running } from '../runs.ts';

const slot = { schedule: 'weekly', job: 'shop', slot: '2026-12-07T10:00:00.000Z' };

function view(events: readonly Event[], name?: string): RunView {
  const scheduled = events.map((event): Event => (event.kind === 'run.started' ? { ...event, slot, experiment: name ?? event.experiment } : event));
  const seen = viewOf(scheduled);
  if (seen === undefined) throw new Error('it records no run');
  return seen;
}

const buttons = ({ blocks }: Message): readonly unknown[] => blocks.filter(({ type }) => type === 'actions');
const byUser = (events: readonly Event[], by: string): readonly Event[] =>
  events.map((event): Event => (event.kind === 'run.halted' ? { ...event, reason: { kind: 'operator', by, why: 'by a button' } } : event));

describe('the Halt button', () => {
  test('is in the message of a run of a schedule while it lasts, and asks once more', () => {
    expect(buttons(runningMessage(view(running()), { haltButton: true }))).toEqual([
      {
        type: 'actions',
        elements: [
          expect.objectContaining({
            type: 'button',
            action_id: 'firedrill.halt',
            value: '7k2',
            confirm: expect.objectContaining({
              text: expect.objectContaining({ text: 'Everything that slow-payments has put in is taken out at once. The run ends as aborted.' }),
            }),
          }),
        ],
      },
    ]);
  });

  test('is not there without halt in the config, in a run of a person, or once the run is being halted', () => {
    const unscheduled = viewOf(running());
    expect(buttons(runningMessage(view(running()), {}))).toEqual([]);
    expect(unscheduled === undefined ? ['no run'] : buttons(runningMessage(unscheduled, { haltButton: true }))).toEqual([]);
    expect(buttons(runningMessage(view(halting()), { haltButton: true }))).toEqual([]);
  });

  test.each(['x'.repeat(5000), `x${'\uD83D\uDE00'.repeat(400)}`, '\uD800'])('Slack takes it whatever the experiment is called', (name) => {
    const { blocks } = runningMessage(view(running(), name), { haltButton: true });
    expect(refuseBlocks(JSON.parse(JSON.stringify(blocks)))).toBeUndefined();
    expect(JSON.stringify(blocks).isWellFormed()).toBe(true);
  });
});

describe('what is said of a halt', () => {
  const by = 'anna in Slack (U0ANNA)';

  test('that was the answer to the button: how long deciding and restoring took', () => {
    expect(haltedMessage('U0ANNA', by, view(byUser(aborted(), by))).text).toMatch(
      /^■ Halted by <@U0ANNA>: decided in [\d.]+ m?s, everything restored [\d.]+ m?s later, and seen to be gone\.$/,
    );
  });

  test('that somebody or something else had begun is not called theirs', () => {
    expect(haltedMessage('U0ANNA', by, view(aborted())).text).toMatch(/^■ <@U0ANNA> asked the run to halt, and it was being halted already: decided in /);
    expect(haltedMessage('U0ANNA', by, view(byUser(aborted(), 'ben in Slack (U0BEN)'))).text).toContain('it was being halted already');
  });

  test('that came after the end says how it ended', () => {
    expect(haltedMessage('U0ANNA', by, view(held())).text).toBe('<@U0ANNA> asked the run to halt, and it had come to its end before: ✔ Held.');
  });

  test('that could not restore everything never says that it did, and gives the commands', () => {
    const { text, blocks } = haltedMessage('U0ANNA', by, view(notRestored()));
    expect(text).not.toContain('everything restored');
    expect(text).toContain('not everything could be restored');
    expect(JSON.stringify(blocks)).toContain('By hand:');
  });

  test('that was not done says so', () => {
    expect(mayNotMessage('7k2', ['U0ANNA', 'U0BEN']).text).toContain('Only <@U0ANNA>, <@U0BEN> may halt a run from here: nothing was done.');
    expect(overMessage('7k2', view(held())).text).toBe('Run 7k2 has ended before: ✔ Held. Nothing was halted.');
    expect(overMessage('7k2', undefined).text).toContain('is not alive on the machine that answers here: nothing was halted.');
  });
});
