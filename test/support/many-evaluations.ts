import type { TestDatabase } from './test-database';

/**
 * Copies each evaluation of the tenant so many times, as if it had been decided `stepMs` earlier each time: with an id
 * of that time and a transaction of its own. Profiles and audit are not told: for what reads evaluations alone.
 */
export async function multiplyEvaluations(
  database: Pick<TestDatabase, 'query'>,
  tenantUuid: string,
  { copies, stepMs }: { readonly copies: number; readonly stepMs: number },
): Promise<void> {
  await database.query(
    `insert into evaluations (tenant_id, id, type, transaction_id, decision, score, agent_id, customer_id,
            counterparty_id, instrument_id, device_id, ip, trace_id, policy_id, policy_version, facts, verdict,
            audit_entry_id, duration_us, occurred_at, created_at)
     select tenant_id,
            overlay(uuid_lower_bound(e.created_at - make_interval(secs => copy * $3::float8 / 1000))::text
                    placing '7' || substr(entropy, 1, 3) || '-8' || substr(entropy, 4, 3) || '-' || substr(entropy, 7, 12)
                    from 15)::uuid,
            type, transaction_id || 'x' || copy, decision, score, agent_id, customer_id, counterparty_id,
            instrument_id, device_id, ip, trace_id, policy_id, policy_version, facts, verdict, audit_entry_id,
            duration_us, e.occurred_at - make_interval(secs => copy * $3::float8 / 1000),
            e.created_at - make_interval(secs => copy * $3::float8 / 1000)
       from evaluations e, generate_series(1, $2::int) copy, md5(e.id::text || copy) entropy
      where e.tenant_id = $1`,
    [tenantUuid, copies, stepMs],
  );
}
