/**
 * Numbers with their unit in the type, so that seconds are never taken for milliseconds.
 * Every duration in the program is `Ms`, every share `Ratio` (0..1), every rate `PerSecond`, every size `Bytes`.
 */
declare const unit: unique symbol;
type Branded<Name extends string> = number & { readonly [unit]: Name };

export type Ms = Branded<'ms'>;
export type Ratio = Branded<'ratio'>;
export type PerSecond = Branded<'per-second'>;
export type Bytes = Branded<'bytes'>;

export const ms = (value: number): Ms => value as Ms;
export const ratio = (value: number): Ratio => value as Ratio;
export const perSecond = (value: number): PerSecond => value as PerSecond;
export const bytes = (value: number): Bytes => value as Bytes;

/** What a value measures; the canonical scale is ms, 0..1, per second, bytes, and the plain number. */
export type Dimension = 'duration' | 'ratio' | 'rate' | 'size' | 'number';

/** What an SLI's raw value is multiplied by to reach the canonical scale of its dimension. */
export interface Unit {
  readonly dimension: Dimension;
  readonly scale: number;
}

export const plain: Unit = { dimension: 'number', scale: 1 };

/** The units a file may name under `unit:`; `1` would be a plain number and is the default. */
export const units = {
  ms: { dimension: 'duration', scale: 1 },
  s: { dimension: 'duration', scale: 1000 },
  us: { dimension: 'duration', scale: 0.001 },
  ratio: { dimension: 'ratio', scale: 1 },
  percent: { dimension: 'ratio', scale: 0.01 },
  'per-second': { dimension: 'rate', scale: 1 },
  bytes: { dimension: 'size', scale: 1 },
  number: plain,
} as const satisfies Record<string, Unit>;

const durationUnits = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const sizeUnits = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, KB: 1000, MB: 1e6, GB: 1e9 } as const;

export interface Quantity {
  readonly dimension: Dimension;
  /** In the canonical scale of its dimension. */
  readonly value: number;
}

/** Reads `250ms`, `99.9%`, `200/s`, `64KiB` or a plain number; `undefined` for anything else, so that the caller says where. */
export function parseQuantity(text: string | number): Quantity | undefined {
  if (typeof text === 'number') return Number.isFinite(text) ? { dimension: 'number', value: text } : undefined;
  const match = /^([+-]?\d+(?:\.\d+)?)\s*(ms|s|m|h|%|\/s|\/m|\/h|B|KiB|MiB|GiB|KB|MB|GB)?$/.exec(text.trim());
  if (match === null) return undefined;
  const value = Number(match[1]);
  const suffix = match[2];
  if (suffix === undefined) return { dimension: 'number', value };
  if (suffix === '%') return { dimension: 'ratio', value: Number((value / 100).toPrecision(15)) };
  if (suffix.startsWith('/')) {
    const per = { '/s': 1, '/m': 60, '/h': 3600 }[suffix] ?? 1;
    return { dimension: 'rate', value: value / per };
  }
  if (suffix in durationUnits) return { dimension: 'duration', value: value * durationUnits[suffix as keyof typeof durationUnits] };
  return { dimension: 'size', value: value * sizeUnits[suffix as keyof typeof sizeUnits] };
}

const short = (value: number, digits: number): string => String(Number(value.toFixed(digits)));

/** Writes a duration as people say it: `250 ms`, `1.2 s`, `5 m`. */
export function showMs(value: number): string {
  return value < 0 ? `-${showSize(-value)}` : showSize(value);
}

/** What is rounded up to a whole one of the next unit is written in that: never `59 m 60 s`. */
function showSize(size: number): string {
  if (size < 999.5) return `${short(size, size < 10 ? 1 : 0)} ms`;
  if (size < 59_950) return `${short(size / 1000, size < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(size / 1000);
  if (seconds >= 3600) return `${short(size / 3_600_000, 2)} h`;
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return rest === 0 ? `${minutes} m` : `${minutes} m ${rest} s`;
}

/** Writes a canonical value with its unit; a share never rounds up to 100 % while something failed. */
export function show(value: number, dimension: Dimension): string {
  switch (dimension) {
    case 'duration':
      return showMs(value);
    case 'ratio':
      return showRatio(value);
    case 'rate':
      return `${short(value, 2)}/s`;
    case 'size':
      return showBytes(value);
    case 'number':
      return short(value, Math.abs(value) < 10 ? 3 : 2);
  }
}

function showRatio(value: number): string {
  const percent = value * 100;
  const rounded = Number(percent.toFixed(2));
  if (rounded === 100 && value < 1) return `${Math.floor(percent * 10_000) / 10_000} %`;
  return `${rounded} %`;
}

const shownSizes: readonly (readonly [string, number])[] = [
  ['GiB', sizeUnits.GiB],
  ['MiB', sizeUnits.MiB],
  ['KiB', sizeUnits.KiB],
];

function showBytes(value: number): string {
  const [name, size] = shownSizes.find(([, one]) => Math.abs(value) >= one) ?? ['B', 1];
  return `${short(value / size, 1)} ${name}`;
}
