import type { Shadow } from './shadow.entity';

/** Evaluations by their ids: after the one, up to the other. */
export interface Stretch {
  readonly after: string;
  readonly upTo: string;
}

export type Progress = Pick<Shadow, 'readThrough' | 'settledThrough'>;

/**
 * How far a shadow has come once everything is decided that was found in the stretch. Nothing before `horizon` can be
 * committed any more: so far a stretch is settled, if everything before it was.
 *
 * Ids are UUIDv7 in lower case: texts of them compare as they do, and as their times do.
 */
export function progressAfter(
  { readThrough, settledThrough }: Progress,
  { after, upTo }: Stretch,
  horizon: string,
): Progress {
  const isWithoutGap = after <= settledThrough;
  return {
    readThrough: later(readThrough, upTo),
    settledThrough: isWithoutGap ? later(settledThrough, earlier(upTo, horizon)) : settledThrough,
  };
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}

function earlier(one: string, other: string): string {
  return one < other ? one : other;
}
