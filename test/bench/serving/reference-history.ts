import type { BenchDatabase } from './bench-database';

/** Shaped as TransactionPool draws them: the same customers with their first card and device, the same busy shops. */
const INSERT = `
  insert into reference.evaluations (tenant_id, id, type, transaction_id, customer_id, counterparty_id, instrument_id,
    device_id, ip, amount, currency, decision, score, facts, verdict, occurred_at, created_at)
  select ($1::uuid[])[1 + n % array_length($1::uuid[], 1)], gen_random_uuid(), 'payment', 'past-' || n,
         'c-' || customer, 'm-' || shop, 'card-' || customer || '-0', 'd-' || customer || '-0',
         '198.18.' || customer % 16 || '.' || (customer % 4000) / 16,
         3000, 'EUR', 'allow', 0, '{}', '{}', at, at
    from (select n, floor(10000 * random())::int as customer, floor(500 * power(random(), 2))::int as shop,
                 now() - random() * interval '30 days' as at
            from generate_series(1, $2::int) n) drawn`;

/** The last month of the reference design's tenants, as it lies there when a system has been in use for a while. */
export async function fillReferenceHistory(
  database: BenchDatabase,
  tenantIds: readonly string[],
  evaluations: number,
): Promise<void> {
  await database.query(INSERT, [tenantIds, evaluations]);
  await database.query('vacuum analyze reference.evaluations');
}
