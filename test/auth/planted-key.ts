import { newUuid } from '@libs/ids/typeid';
import { createApiKeySecret, digestOf } from '../../src/auth/api-key-secret';
import type { TestDatabase } from '../support/test-database';
import { uuidOfTenant } from '../evaluation/books';

/** Writes a key into the database, as the product would. Returns its secret. */
export async function plantKey(
  database: Pick<TestDatabase, 'query'>,
  tenantId: string,
  over: { scopes?: readonly string[]; expiresAt?: Date } = {},
): Promise<string> {
  const secret = createApiKeySecret('live');
  await database.query(
    `insert into api_keys (tenant_id, id, name, secret_digest, scopes, expires_at, created_at)
     values ($1, $2, 'planted', $3, $4, $5, now())`,
    [
      uuidOfTenant(tenantId),
      newUuid(Date.now()),
      digestOf(secret),
      over.scopes ?? ['*'],
      over.expiresAt ?? null,
    ],
  );
  return secret;
}
