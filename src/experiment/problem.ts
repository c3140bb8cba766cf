import { masked } from './masked.ts';

/** Where something stands in a file; all three count from 1, and a length of 0 means the file as a whole. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** One thing wrong with a file, or with the values given for it. */
export interface Problem extends Place {
  readonly file: string;
  /** A sentence. */
  readonly message: string;
  /** What would fit: "expected a duration such as 250ms". */
  readonly expected?: string;
  /** The nearest thing that exists. */
  readonly suggestion?: string;
}

/** What the parser of the text itself stumbled over. */
export interface SyntaxFault {
  readonly place: Place;
  readonly message: string;
  readonly expected?: string;
}

export const byPlace = (a: Problem, b: Problem): number => a.line - b.line || a.column - b.column;

/** The problems as people read them: place and sentence, the line itself, what to write instead; one blank line between two. */
export function showProblems(problems: readonly Problem[], source: string): string {
  const lines = source.split(/\r?\n/);
  return problems.map((problem) => showProblem(problem, lines[problem.line - 1])).join('\n');
}

function showProblem(problem: Problem, line: string | undefined): string {
  const head = `${problem.file}:${problem.line}:${problem.column}  ${masked(problem.message)}\n`;
  const hint = hintOf(problem);
  if (line === undefined || problem.length === 0) return hint === '' ? head : `${head}  ${hint}\n`;
  const { text, column, length } = cut(masked(line), problem);
  const number = String(problem.line);
  return `${head}  ${number} | ${text}\n  ${' '.repeat(number.length)} | ${' '.repeat(column)}${'^'.repeat(length)}${hint === '' ? '' : `  ${hint}`}\n`;
}

function hintOf({ expected, suggestion }: Problem): string {
  const question = suggestion === undefined ? undefined : `did you mean ${suggestion}?`;
  return [question, expected].filter((part) => part !== undefined).join(' ');
}

const widest = 140;

/** The line without its indentation, without what a terminal would obey, and no longer than a terminal is wide. */
function cut(line: string, place: Place): { text: string; column: number; length: number } {
  const indent = line.length - line.trimStart().length;
  const from = place.column - 1 - indent > widest - 20 ? place.column - 21 : indent;
  const text = plainText(line.slice(from, from + widest).trimEnd());
  const column = Math.max(0, place.column - 1 - from);
  return { text, column, length: Math.max(1, Math.min(place.length, text.length - column)) };
}

/** Control characters would move the cursor or colour the terminal. */
const plainText = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ');
