import type { Tile } from './tiles';
import { DAYS, FIVE_MINUTES } from './tiles';

/**
 * One member of a small distinct set: how often it was seen, and the first and last five-minute tile of it.
 * A tuple for the reason that a tile is one.
 */
export type Sighting = readonly [fingerprint: string, times: number, firstTile: Tile[0], lastTile: Tile[0]];

/** A set is exact up to this many members seen in its retention; above, the longest unseen are dropped. */
export const MAX_SIGHTINGS = 64;
export const SIGHTING_RETENTION_DAYS = 90;

const RETENTION_TILES = (SIGHTING_RETENTION_DAYS * DAYS.tileMs) / FIVE_MINUTES.tileMs;

/**
 * The set with one sighting more, ordered by fingerprint so that the order of arrival leaves no trace.
 * `newestTile` is the profile's newest five-minute tile: what was last seen 90 days before it goes.
 */
export function addSighting(
  sightings: readonly Sighting[],
  fingerprint: string | undefined,
  tile: number,
  newestTile: number,
): readonly Sighting[] {
  const oldest = newestTile - RETENTION_TILES;
  const kept = sightings.filter((sighting) => sighting[3] >= oldest);
  if (fingerprint === undefined || tile < oldest) return kept;
  const position = kept.findIndex((sighting) => sighting[0] >= fingerprint);
  const existing = position === -1 ? undefined : kept[position];
  const at = position === -1 ? kept.length : position;
  if (existing?.[0] === fingerprint) {
    const [, times, first, last] = existing;
    kept[at] = [fingerprint, times + 1, Math.min(first, tile), Math.max(last, tile)];
  } else {
    kept.splice(at, 0, [fingerprint, 1, tile, tile]);
  }
  return kept.length > MAX_SIGHTINGS ? withoutLongestUnseen(kept) : kept;
}

/**
 * The set with one sighting less. Whether the member remains is exact; when it does, its first and last tile
 * stay as they are, although the forgotten transaction may have set them.
 */
export function removeSighting(
  sightings: readonly Sighting[],
  fingerprint: string | undefined,
): readonly Sighting[] {
  return sightings.flatMap((sighting): Sighting[] => {
    const [own, times, first, last] = sighting;
    if (own !== fingerprint) return [sighting];
    return times <= 1 ? [] : [[own, times - 1, first, last]];
  });
}

function withoutLongestUnseen(sightings: readonly Sighting[]): readonly Sighting[] {
  const longestUnseen = sightings.reduce((oldest, sighting) => (sighting[3] < oldest[3] ? sighting : oldest));
  return sightings.filter((sighting) => sighting !== longestUnseen);
}
