/** What a Dockerfile says, as far as ours goes. Source: Dockerfile reference. */
export interface Stage {
  readonly base: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

export interface Instruction {
  readonly word: string;
  /** What follows the word, with its continued lines. */
  readonly rest: string;
}

export interface Copy {
  /** The stage it comes from; the checkout where absent. */
  readonly from: string | undefined;
  readonly sources: readonly string[];
  readonly to: string;
}

export function instructionsOf(text: string): readonly Instruction[] {
  const lines = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line) => ({ word: line.split(' ', 1)[0] ?? '', rest: line.slice(line.indexOf(' ') + 1).trim() }));
}

export function stagesOf(instructions: readonly Instruction[]): readonly Stage[] {
  const starts = instructions.flatMap(({ word }, index) => (word === 'FROM' ? [index] : []));
  return starts.map((start, nth) => {
    const [base = '', , name] = instructions[start]?.rest.split(/\s+/) ?? [];
    return { base, name, instructions: instructions.slice(start + 1, starts[nth + 1]) };
  });
}

export const said = ({ instructions }: Stage, word: string): readonly string[] => instructions.filter((one) => one.word === word).map(({ rest }) => rest);

export function copiesOf(stage: Stage): readonly Copy[] {
  return said(stage, 'COPY').map((rest) => {
    const words = rest.split(/\s+/);
    const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
    const paths = words.filter((word) => !word.startsWith('--'));
    return { from, sources: paths.slice(0, -1), to: paths.at(-1) ?? '' };
  });
}
