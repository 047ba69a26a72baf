import { minorUnitsOf } from '@libs/money/currency';
import type { ShownFactor } from './evaluated';

/** Stretches of time that a sentence names, from the factor's window. */
const WINDOW_NUMBERS: Readonly<Record<string, readonly string[]>> = {
  '1h': [],
  '24h': ['24'],
  '7d': ['7'],
  '30d': ['30'],
  '90d': ['90'],
};

/** The numbers that a factor's reason says and none of its fields holds: always none. */
export function foreignNumbers(factor: ShownFactor): string[] {
  const own = writtenNumbers(factor);
  const said = factor.reason.match(/\d+(?:\.\d+)?/g) ?? [];
  return said.filter((number) => !own.includes(number));
}

/** The numbers of a factor's fields, each as a sentence may write it. */
function writtenNumbers({ value, baseline, ratio, threshold, unit, window }: ShownFactor): string[] {
  // A rule has no unit.
  const currency = /^minor:(.+)$/.exec(unit ?? '')?.[1];
  const decimals = currency === undefined ? undefined : minorUnitsOf(currency);
  const numbers = [value, baseline, ratio, threshold].filter((field) => typeof field === 'number');
  return [
    ...numbers.map(String),
    ...(decimals === undefined ? [] : numbers.map((minor) => (minor / 10 ** decimals).toFixed(decimals))),
    ...(WINDOW_NUMBERS[window ?? ''] ?? []),
  ];
}
