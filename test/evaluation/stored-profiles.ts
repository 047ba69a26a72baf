import { isDeepStrictEqual } from 'node:util';
import type { Profile } from '@libs/risk-engine/profile';
import { readProfile } from '@libs/risk-engine/stored-profile/stored-profile';
import type { TestDatabase } from '../support/test-database';
import { uuidOfTenant } from './books';

export type StoredProfiles = Readonly<Record<string, Profile>>;

/** A tenant's profiles: `customer:c-1` → what is known. */
export async function storedProfiles(database: TestDatabase, tenantId: string): Promise<StoredProfiles> {
  const rows = await database.query<{ entity: string; state: unknown }>(
    `select kind || ':' || entity_id as entity, state from profiles where tenant_id = $1 order by 1`,
    [uuidOfTenant(tenantId)],
  );
  return Object.fromEntries(rows.map(({ entity, state }) => [entity, readProfile(state)]));
}

/** The entities that the two know otherwise. */
export function differencesOf(left: StoredProfiles, right: StoredProfiles): string[] {
  const entities = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...entities].filter((entity) => !isDeepStrictEqual(left[entity], right[entity]));
}
