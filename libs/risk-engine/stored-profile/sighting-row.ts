import { RowReader } from './row-reader';
import type { Sighting } from '../sightings';

/**
 * A distinct set as it is kept: the fingerprints in one text, and numbers in one flat row. The numbers begin with the
 * earliest first tile of all; then come of each member `~first` where it was seen once, else
 * `first, times, tiles from the first to the last`, with `first` counted from the earliest.
 */
export type SightingRow = readonly [fingerprints: string, numbers: readonly number[]];

/** Not in base64url, which fingerprints are. */
const SEPARATOR = ',';

export function packSightings(sightings: readonly Sighting[]): SightingRow {
  if (sightings.length === 0) return ['', []];
  let earliest = Infinity;
  for (const sighting of sightings) earliest = Math.min(earliest, sighting[2]);
  const numbers = [earliest];
  for (const [, times, first, last] of sightings) {
    if (times === 1 && first === last) numbers.push(~(first - earliest));
    else numbers.push(first - earliest, times, last - first);
  }
  return [sightings.map(([fingerprint]) => fingerprint).join(SEPARATOR), numbers];
}

export function readSightings([fingerprints, numbers]: SightingRow): Sighting[] {
  if (numbers.length === 0) return [];
  const reader = new RowReader(numbers);
  const earliest = reader.next();
  return fingerprints.split(SEPARATOR).map((fingerprint): Sighting => {
    const head = reader.next();
    if (head < 0) return [fingerprint, 1, earliest + ~head, earliest + ~head];
    const times = reader.next();
    return [fingerprint, times, earliest + head, earliest + head + reader.next()];
  });
}
