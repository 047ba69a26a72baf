import { DatabaseError } from '@libs/database/database-error';
import { KeyHistory } from '@libs/secrets/key-history';
import type { KeyRing } from '@libs/secrets/key-ring';
// eslint-disable-next-line no-restricted-imports -- runs before Nest and before any tenant, on a table of no tenant
import type { DataSource } from 'typeorm';
import { needsOf } from './master-key-needs';
import { MasterKey } from './master-key.entity';

/**
 * Refuses a start with a master key that isn't the one under its id, or without one that secrets in this database
 * still need: those are named. Keys seen for the first time are noted, for ever: an id is never another key's.
 */
export async function checkMasterKeys(dataSource: DataSource, keyRing: KeyRing): Promise<KeyHistory> {
  const known = await dataSource.manager.find(MasterKey);
  for (const { kid, canary } of known) {
    if (!keyRing.kids.includes(kid)) await refuseIfNeeded(dataSource, kid);
    else if (!canary.equals(keyRing.canary(kid))) {
      throw new DatabaseError(
        `TRUSTFLOW_MASTER_KEYS: the key ${kid} is not the one that this database was used with`,
      );
    }
  }
  const kids = new Set(known.map(({ kid }) => kid));
  const unseen = keyRing.kids
    .filter((kid) => !kids.has(kid))
    .map((kid) => ({ kid, canary: keyRing.canary(kid) }));
  if (unseen.length > 0) {
    // Processes that start together note the same key.
    await dataSource.createQueryBuilder().insert().into(MasterKey).values(unseen).orIgnore().execute();
  }
  const noted = await dataSource.manager.find(MasterKey);
  return new KeyHistory(keyRing.kids, new Map(noted.map(({ kid, createdAt }) => [kid, createdAt])));
}

async function refuseIfNeeded(dataSource: DataSource, kid: string): Promise<void> {
  const needs = await needsOf(({ sql, parameters }) => dataSource.query(sql, [...parameters]), kid);
  if (needs === undefined) return;
  throw new DatabaseError(`TRUSTFLOW_MASTER_KEYS: the key ${kid} is missing, and is needed for ${needs}`);
}
