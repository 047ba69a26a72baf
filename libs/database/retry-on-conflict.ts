import { sqlStateOf, tableOf } from './database-error';

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
const UNIQUE_VIOLATION = '23505';

/**
 * Runs `work`, a whole transaction, again when it lost a race: a deadlock, or a row of one of `racyTables` that
 * another transaction inserted first. At most `maxTries` times; the last error is thrown.
 */
export async function retryOnConflict<T>(
  maxTries: number,
  racyTables: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries >= maxTries || !isLostRace(error, racyTables)) throw error;
    }
  }
}

function isLostRace(error: unknown, racyTables: readonly string[]): boolean {
  const state = sqlStateOf(error);
  if (state === SERIALIZATION_FAILURE || state === DEADLOCK_DETECTED) return true;
  return state === UNIQUE_VIOLATION && racyTables.includes(tableOf(error) ?? '');
}
