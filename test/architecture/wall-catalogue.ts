/** What PostgreSQL says of the wall: questions, each with a column `name`. */

const OURS = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'`;

/** Tables and the like that have no tenant_id, or may have none in a row. */
export const TABLES_WITHOUT_TENANT = `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind in ('r', 'p', 'f', 'm')
          and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull)
        order by 1`;

/** Whatever shows rows beside the one policy that every table has. */
export const OTHER_POLICIES_OF_TABLES = `select tablename || '.' || policyname || ': ' || cmd || ' to ' || roles::text as name
         from pg_policies where schemaname = 'public' and policyname <> 'tenant_isolation' order by 1`;

/** What is unique over all tenants. */
export const UNIQUE_WITHOUT_TENANT = `select c.relname || ' ' || substring(pg_get_indexdef(i.indexrelid) from '[(].*$') as name
         from pg_index i join pg_class c on c.oid = i.indrelid
        where c.relnamespace = 'public'::regnamespace and i.indisunique
          and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnum = any (i.indkey))
        order by 1`;

/** Functions that find their names where the caller says. */
export const FUNCTIONS_WITHOUT_PATH = `select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where ${OURS} and (n.nspname = 'public' or p.prosecdef)
          and not exists (select from unnest(p.proconfig) setting where setting like 'search_path=%')`;

/** Functions that run as their owner, and for whom. */
export const DEFINERS = `select p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ') for ' ||
              coalesce((select string_agg(distinct coalesce(r.rolname, 'public'), ', ')
                          from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a left join pg_roles r on r.oid = a.grantee
                         where a.grantee <> p.proowner), 'nobody') as name
         from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${OURS} and p.prosecdef order by 1`;

/** Views that are read as their owner reads. */
export const VIEWS_AS_OWNER = `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where ${OURS} and c.relkind in ('v', 'm') and coalesce('security_invoker=true' <> all (c.reloptions), true)`;

/** Tables with a tenant, and whether the wall stands before their owner too. */
export const TENANT_TABLES = `select c.relname as name, c.relispartition as "isPartition",
              c.relrowsecurity and c.relforcerowsecurity as "isForced"
         from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`;

/** `erase`: for erase_tenant_rows and erase_audit_entries, which run as the owner; of the tenant of the transaction alone. */
export const ERASED = [
  ...['agent_keys', 'agent_nonces', 'agent_spending', 'agents', 'api_key_uses', 'api_keys', 'audit_entries'],
  ...['backtests', 'deliveries', 'delivery_attempts', 'evaluations', 'event_outbox', 'events'],
  ...['export_pieces', 'exports'],
  ...['idempotency_keys', 'kept_answers', 'key_anomalies', 'key_exposures', 'key_networks', 'list_entries'],
  ...['lists', 'outcomes', 'policies', 'profile_snapshots', 'profiles', 'recoveries', 'reviews'],
  ...['shadow_decisions', 'shadows', 'transaction_keys', 'webhook_endpoint_health', 'webhook_endpoints'],
  'webhook_secrets',
];

export const UNIQUE_OVER_ALL_TENANTS = [
  // The digest of 178 random bits: that it is taken tells nobody anything.
  'api_keys (secret_digest)',
  // Stripe's ids are random, and only Stripe gives them.
  'billing_accounts (customer_id)',
  // The digest of 256 random bits.
  'erasures (token_digest)',
  'master_keys (kid)',
  'migrations (id)',
  'recurring_tasks (name)',
  'signing_keys (kid)',
  'signing_keys (master_kid)',
];

export const PRIVILEGES_OF_SYSTEM = {
  // Of what they are found by.
  agent_nonces: 'SELECT DELETE',
  agent_spending: 'SELECT DELETE',
  audit_leaves: 'INSERT',
  audit_tiles: 'SELECT INSERT UPDATE',
  audit_trees: 'SELECT INSERT UPDATE',
  audit_unsealed_leaves: 'SELECT DELETE',
  // Of four columns.
  backtests: 'SELECT',
  // Of sums and findings.
  billing_reconciliations: 'SELECT',
  // Of names and times.
  billing_tasks: 'SELECT',
  deliveries: 'SELECT INSERT UPDATE',
  delivery_attempts: 'INSERT',
  // Of ids, status and times.
  erasures: 'SELECT',
  // Of four ids.
  evaluations: 'SELECT',
  event_outbox: 'SELECT DELETE',
  events: 'SELECT',
  // Of which there are, not of what is in them.
  export_pieces: 'SELECT DELETE',
  // Of status and times; updated in the status.
  exports: 'SELECT UPDATE DELETE',
  idempotency_keys: 'SELECT DELETE',
  // Of keys and times, not of answers.
  kept_answers: 'SELECT DELETE',
  migrations: 'SELECT',
  outcomes: 'SELECT DELETE',
  recurring_tasks: 'SELECT INSERT UPDATE',
  recoveries: 'SELECT UPDATE',
  reviews: 'SELECT DELETE',
  // Where they run.
  shadows: 'SELECT',
  // Of tenant_id and mode.
  tenants: 'SELECT',
  transaction_keys: 'SELECT DELETE',
  // Of times.
  usage_thresholds: 'SELECT',
  webhook_endpoint_health: 'SELECT UPDATE',
  webhook_endpoints: 'SELECT',
  webhook_secrets: 'SELECT',
};

export const SECURITY_DEFINERS = [
  'drop_month_partition(parent text, month date) for trustflow_system',
  'ensure_month_partitions(months_ahead integer) for trustflow_system',
  'erase_audit_entries(erasure uuid, entry_ids uuid[]) for trustflow_app',
  'erase_tenant_rows(erasure uuid, of_table text, page integer) for trustflow_app',
  'find_agents_by_kid(kid text, page integer) for trustflow_app',
  'find_api_key(digest bytea) for trustflow_app',
  'find_endpoints_by_kid(kid text, page integer) for trustflow_app',
  'find_erasure_by_token(digest bytea) for trustflow_app',
  'find_tenant_by_stripe_customer(customer text) for trustflow_app',
  'find_tenants_by_kid(kid text, page integer) for trustflow_app',
];
