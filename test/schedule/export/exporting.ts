/** A schedule as it is handed to exports. */
import { ms } from '../../../src/domain/units.ts';
import type { Exporting } from '../../../src/schedule/export/exported.ts';
import { minute, occurrences, tuesdays } from '../../domain/program/keeper.ts';

export const exporting: Exporting = {
  schedule: { name: 'weekly', file: '/drills/week/schedule.yaml', folder: '/drills/week', timeZone: 'Europe/Berlin', seed: 0, jobs: [tuesdays], skip: [] },
  jobs: [{ program: tuesdays, grace: ms(90_000), longest: ms(30 * minute) }],
  occurrences,
  from: Date.parse('2026-11-30T12:00:00Z'),
  folder: '/drills',
  file: 'week/schedule.yaml',
  files: { 'week/schedule.yaml': 'kind: Schedule\n', 'firedrill.config.yaml': 'environments: {}\n', 'slow.yaml': 'kind: Experiment\n' },
  env: ['SLACK_TOKEN'],
};
