import type { TestDatabase } from '../support/test-database';

/** Entries of decisions in the last hour, with leaves that wait for the sealer. Nothing but their hashes is true. */
export async function plantEntries(
  database: Pick<TestDatabase, 'query'>,
  tenantUuid: string,
  count: number,
): Promise<void> {
  await database.query(
    `insert into audit_entries (tenant_id, id, action, actor_type, resource_type, resource_id, trace_id, leaf_hash,
              created_at)
       select $1::uuid, overlay(uuid_lower_bound(now() - make_interval(secs => n * 3000.0 / $2::int))::text
                          placing '7' || substr(entropy, 1, 3) || '-8' || substr(entropy, 4, 3) || '-' || substr(entropy, 7, 12)
                          from 15)::uuid,
              'evaluation.decided', 'system', 'eval', gen_random_uuid(), repeat('0', 32), sha256(n::text::bytea), now()
         from generate_series(1, $2::int) n, md5(n::text || $1::text) entropy`,
    [tenantUuid, count],
  );
}
