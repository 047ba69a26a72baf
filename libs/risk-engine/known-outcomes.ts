import { DAYS, FIVE_MINUTES, HOURS, tileIndex } from './tiles';
import type { Resolution } from './tiles';

/** What really happened to a transaction, as somebody told it. A changed label is the old one forgotten first. */
export interface Outcome {
  readonly label: OutcomeLabel;
  /** When the transaction happened. */
  readonly occurredAtMs: number;
  /** From when it is known: not before the transaction. */
  readonly reportedAtMs: number;
}

export type OutcomeLabel = 'fraud' | 'legitimate';

/** What was told about the transactions of one entity. */
export interface KnownOutcomes {
  /** Over the whole life of the entity. */
  readonly frauds: number;
  readonly legitimates: number;
  /** Frauds by when they were told. */
  readonly fiveMinutes: readonly FraudTile[];
  readonly hours: readonly FraudTile[];
  readonly days: readonly FraudTile[];
  /** The latest told, last first. */
  readonly latestFrauds: readonly OutcomeTimes[];
  readonly latestLegitimates: readonly OutcomeTimes[];
}

export type FraudTile = readonly [index: number, frauds: number];
export type OutcomeTimes = readonly [reportedAtMs: number, occurredAtMs: number];

/** Enough to see whether something good was told of what came after the latest fraud, and little to carry. */
export const MAX_LATEST_OUTCOMES = 8;

const NOTHING: KnownOutcomes = {
  frauds: 0,
  legitimates: 0,
  fiveMinutes: [],
  hours: [],
  days: [],
  latestFrauds: [],
  latestLegitimates: [],
};

/** With one outcome more. The order in which outcomes come leaves no trace. */
export function addOutcome(known: KnownOutcomes | undefined, outcome: Outcome): KnownOutcomes {
  const { reportedAtMs } = outcome;
  const before = known ?? NOTHING;
  if (outcome.label === 'legitimate') {
    const latestLegitimates = withOne(before.latestLegitimates, outcome);
    return { ...before, legitimates: before.legitimates + 1, latestLegitimates };
  }
  return {
    ...before,
    frauds: before.frauds + 1,
    fiveMinutes: countTold(before.fiveMinutes, reportedAtMs, FIVE_MINUTES),
    hours: countTold(before.hours, reportedAtMs, HOURS),
    days: countTold(before.days, reportedAtMs, DAYS),
    latestFrauds: withOne(before.latestFrauds, outcome),
  };
}

/**
 * Without one outcome that was added; undefined when nothing is left. Exact from when it was told, but for a
 * limit: where more than eight of a label were told, the ninth latest does not come back. Of the time before, the
 * tiles that its own made go are gone.
 */
export function removeOutcome(known: KnownOutcomes | undefined, outcome: Outcome): KnownOutcomes | undefined {
  if (known === undefined) return undefined;
  const after = withoutOutcome(known, outcome);
  return after.frauds + after.legitimates === 0 ? undefined : after;
}

function withoutOutcome(before: KnownOutcomes, outcome: Outcome): KnownOutcomes {
  const { reportedAtMs } = outcome;
  if (outcome.label === 'legitimate') {
    const latestLegitimates = withoutOne(before.latestLegitimates, outcome);
    return { ...before, legitimates: Math.max(0, before.legitimates - 1), latestLegitimates };
  }
  return {
    ...before,
    frauds: Math.max(0, before.frauds - 1),
    fiveMinutes: uncountTold(before.fiveMinutes, reportedAtMs, FIVE_MINUTES),
    hours: uncountTold(before.hours, reportedAtMs, HOURS),
    days: uncountTold(before.days, reportedAtMs, DAYS),
    latestFrauds: withoutOne(before.latestFrauds, outcome),
  };
}

/** Tiles ascending by time, pruned as the tiles of transactions are. */
function countTold(tiles: readonly FraudTile[], atMs: number, resolution: Resolution): readonly FraudTile[] {
  const index = tileIndex(atMs, resolution);
  const oldest = Math.max(index, tiles.at(-1)?.[0] ?? index) - resolution.reach;
  const kept = tiles.filter((tile) => tile[0] >= oldest);
  if (index < oldest) return kept;
  const frauds = kept.find((tile) => tile[0] === index)?.[1] ?? 0;
  return [
    ...kept.filter((tile) => tile[0] < index),
    [index, frauds + 1],
    ...kept.filter((tile) => tile[0] > index),
  ];
}

function uncountTold(
  tiles: readonly FraudTile[],
  atMs: number,
  resolution: Resolution,
): readonly FraudTile[] {
  const own = tileIndex(atMs, resolution);
  return tiles.flatMap(([index, frauds]): FraudTile[] => {
    if (index !== own) return [[index, frauds]];
    return frauds <= 1 ? [] : [[index, frauds - 1]];
  });
}

function withOne(times: readonly OutcomeTimes[], outcome: Outcome): readonly OutcomeTimes[] {
  const own: OutcomeTimes = [outcome.reportedAtMs, outcome.occurredAtMs];
  return [...times, own].sort((a, b) => b[0] - a[0] || b[1] - a[1]).slice(0, MAX_LATEST_OUTCOMES);
}

function withoutOne(times: readonly OutcomeTimes[], outcome: Outcome): readonly OutcomeTimes[] {
  const position = times.findIndex(
    ([reportedAtMs, occurredAtMs]) =>
      reportedAtMs === outcome.reportedAtMs && occurredAtMs === outcome.occurredAtMs,
  );
  return position === -1 ? times : times.filter((_, index) => index !== position);
}
