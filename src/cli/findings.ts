import { InvalidArgumentError, Option, type Command } from 'commander';
import { dayOf } from '../domain/memory/days.ts';
import { program } from '../platform/program.ts';

export interface ListOptions {
  readonly all?: true;
  readonly open?: true;
  readonly overdue?: true;
  readonly json?: true;
}

export interface TriageOptions {
  readonly owner?: string;
  readonly deliverable?: string;
  readonly deadline?: string;
  readonly category?: string;
  readonly note?: string;
}

export type AddOptions = TriageOptions & { readonly experiment?: string };
export type ExportOptions = { readonly format: 'md' | 'csv' | 'github'; readonly all?: true };

const about = `
A refuted or aborted run opens a finding for each broken expectation and for the abort condition that halted it, and so does a fault that a run did not take out
itself. Only a later run that holds the very same closes it, or a person with a reason: docs/findings.md.

Examples:
  firedrill findings list
  firedrill findings edit f-7k2m4 --owner ada --deliverable "breaker opens within 5 s" --deadline 2026-12-18 --category timeouts
  firedrill findings verify f-7k2m4
  firedrill findings export --format github f-7k2m4 | gh issue create --title "slow-payments" --body-file -`;

export function addFindings(root: Command): void {
  const findings = root
    .command('findings')
    .description('what drills have found: list it, say who does what until when, see that it is gone')
    .addHelpText('after', about);
  addList(findings);
  addShow(findings);
  triage(
    findings.command('add <text>').description('add what a person has found, in a review or at a GameDay').option('--experiment <name>', 'that it is about'),
  ).action(async (text: string, options: AddOptions) => program.print(await (await import('./edit-findings.ts')).addFinding(text, options)));
  triage(findings.command('edit <finding>').description('say who does what until when; what was said before stays in its history')).action(
    async (id: string, options: TriageOptions) => program.print(await (await import('./edit-findings.ts')).editFinding(id, options)),
  );
  findings
    .command('close <finding>')
    .description('close what a later run has held; or, with a reason, what no run has')
    .addOption(new Option('--reason <text>', 'why; shown with your name').argParser(said))
    .action(async (id: string, options: { reason?: string }) => program.print(await (await import('./edit-findings.ts')).closeFinding(id, options.reason)));
  addVerify(findings);
  addExport(findings);
  for (const command of findings.commands) command.showHelpAfterError(`(firedrill findings ${command.name()} --help)`);
}

function addList(findings: Command): void {
  findings
    .command('list')
    .description('those that are open, the most pressing first')
    .addOption(new Option('--all', 'those that are closed as well').conflicts(['open', 'overdue']))
    .addOption(new Option('--open', 'those that are open (the default)').conflicts('overdue'))
    .option('--overdue', 'only those whose deadline has passed')
    .option('--json', 'as JSON, with all evidence and history')
    .action(async (options: ListOptions) => program.print(await (await import('./show-findings.ts')).listFindings(options)));
}

function addShow(findings: Command): void {
  findings
    .command('show <finding>')
    .description('one finding with its history')
    .action(async (id: string) => program.print(await (await import('./show-findings.ts')).showFinding(id)));
}

function addVerify(findings: Command): void {
  findings
    .command('verify <finding>')
    .description('say which run verifies it, and whether one has: 0 if so, 1 if not')
    .action(async (id: string) => {
      const { verifyFinding } = await import('./show-findings.ts');
      const { text, verified } = await verifyFinding(id);
      program.print(text);
      program.endWith(verified ? 0 : 1);
    });
}

function addExport(findings: Command): void {
  findings
    .command('export [finding...]')
    .description('those named, or all that are open, for elsewhere')
    .addOption(new Option('--format <format>', 'a page, a table for a spreadsheet, or bodies of GitHub issues').choices(['md', 'csv', 'github']).default('md'))
    .option('--all', 'those that are closed as well')
    .action(async (ids: string[], options: ExportOptions) => program.print(await (await import('./show-findings.ts')).exportFindings(ids, options)));
}

function triage(command: Command): Command {
  return command
    .addOption(new Option('--owner <name>', 'who sees to it').argParser(said))
    .addOption(new Option('--deliverable <text>', 'what will be there then').argParser(said))
    .addOption(new Option('--deadline <day>', 'until when: 2026-12-18').argParser(deadline))
    .addOption(new Option('--category <name>', 'what kind of weakness; counted by quarter').argParser(said))
    .addOption(new Option('--note <text>', 'anything else').argParser(said));
}

function said(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It says nothing.');
  return text.trim();
}

function deadline(text: string): string {
  if (text.length !== 10 || Number.isNaN(dayOf(text))) throw new InvalidArgumentError('Write a day such as 2026-12-18.');
  return text;
}
