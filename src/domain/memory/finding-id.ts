/** Names of findings: short enough to say aloud, and the same for the same failure in every process and year. */

const letters = '23456789bcdfghjkmnpqrstvwxz';

/** `f-7k2m4`, from what the finding is about; longer where that is taken already. */
export function findingId(about: readonly string[], taken: (id: string) => boolean): string {
  const digits = lettersOf(JSON.stringify(about));
  for (let length = 5; length < digits.length; length += 1) {
    const id = `f-${digits.slice(0, length)}`;
    if (!taken(id)) return id;
  }
  return `f-${digits}`;
}

/** Twelve letters out of two FNV-1a hashes (Fowler, Noll, Vo) that begin differently. */
function lettersOf(text: string): string {
  return [0x811c9dc5, 0x9e3779b9].map((start) => spelled(mixed(hash(text, start)))).join('');
}

function hash(text: string, start: number): number {
  let state = start;
  for (let index = 0; index < text.length; index += 1) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  return state;
}

/** Spreads the last characters over all bits (the finalizer of MurmurHash3), for keys often differ there alone. */
function mixed(value: number): number {
  const once = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}

function spelled(value: number): string {
  let rest = value;
  return Array.from({ length: 6 }, () => {
    const letter = letters[rest % letters.length] ?? '';
    rest = Math.floor(rest / letters.length);
    return letter;
  }).join('');
}
