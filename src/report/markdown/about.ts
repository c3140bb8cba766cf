import type { Json } from '../../domain/json.ts';
import { showMs } from '../../domain/units.ts';
import type { RunView } from '../view.ts';
import { block, code, link, plain, table } from './text.ts';

/** What was asked, of whom, when. */
export function headSection({ started, lasted, finished, finishedBy }: RunView): readonly string[] {
  const { experiment, hypothesis, owner, runbook, environment, production, run, wall, tags, links } = started;
  const facts = [
    `Run ${code(run)}, started ${wall}${finished === undefined ? ', and its record just ends' : `, finished ${finished}`} (${showMs(lasted)})`,
    ...(finishedBy === 'guardian' ? ['The guardian wrote the end: the runner was gone'] : []),
    ...(environment === undefined ? [] : [`Environment ${plain(environment)}${production ? ' (production)' : ''}`]),
    ...(owner === undefined ? [] : [`Owner ${plain(owner)}`]),
    ...(tags.length === 0 ? [] : [`Tags ${plain(tags.join(', '))}`]),
    ...(runbook === undefined ? [] : [link('Runbook', runbook)]),
    ...Object.entries(links).map(([name, address]) => link(name, address)),
  ];
  return [`# ${plain(experiment)}`, `> ${plain(hypothesis)}`, facts.map((fact) => `- ${fact}`).join('\n')];
}

/** How fast a breach could have been seen at worst. */
export function detectionSection({ detection }: RunView): readonly string[] {
  const rows = detection.map(({ id, worst, why }) => [plain(id), showMs(worst), plain(why)]);
  return rows.length === 0 ? [] : ['## Worst time to detect and halt', table(['Abort condition', 'At worst', 'Because'], rows)];
}

export function remarkSection({ verdict: { remarks }, checks }: RunView): readonly string[] {
  const list = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : [title, lines.map((line) => `- ${line}`).join('\n')]);
  return [
    ...list('## Remarks', remarks.map(plain)),
    ...list(
      '## Checked before the injection',
      checks.map(({ check, detail }) => `${plain(check)}: ${plain(detail)}`),
    ),
  ];
}

/** The command that makes the same choices again. */
export function reproduceSection({ started: { file, seed, vars, rehearsal, versions } }: RunView): readonly string[] {
  const options = Object.entries(vars).map(([name, value]) => `--var ${quoted(`${name}=${text(value)}`)}`);
  const command = ['firedrill run', quoted(file), ...options, `--seed ${seed}`, ...(rehearsal ? ['--dry-run'] : [])].join(' ');
  return ['## To do it again', block([command]), `firedrill ${plain(versions.firedrill)}, Node ${plain(versions.node)}.`];
}

const text = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** As a shell takes it literally. */
const quoted = (word: string): string => (/^[\w./=:%@+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`);
