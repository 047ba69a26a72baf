import { DELETED, STAYS, tableData } from './table-data';
import type { TableData } from './table-data';

const TELLING = 'to tell you of what happened';
const EVENT_TERM = '30 days (`EVENT_RETENTION_DAYS`)';
const UNTIL_DELETED = 'until the tenant deletes it';
const MONEY = 'to bill, and as commercial and tax law ask';
const LEGAL_TERM = 'as long as the law asks';
const NO_DATA: Readonly<Record<string, readonly [string, string]>> = {};

/** What customers are told, what they were answered, and what they pay. */
export const TOLD_DATA: readonly TableData[] = [
  tableData(
    'events',
    [TELLING, EVENT_TERM, DELETED],
    {
      data: ['the resource as its GET answered', 'null where it names the subject, or shows what was erased'],
    },
    'tenant_id id type resource_id created_at',
  ),
  tableData('event_outbox', [TELLING, 'seconds', DELETED], NO_DATA, 'tenant_id event_id type'),
  tableData(
    'deliveries',
    [TELLING, EVENT_TERM, DELETED],
    NO_DATA,
    `tenant_id endpoint_id event_id id event_type status attempts round_started_after due_at failure recovery_id
     created_at settled_at`,
  ),
  tableData(
    'delivery_attempts',
    ['to see why a delivery failed', EVENT_TERM, DELETED],
    { response_body: ['what your receiver answered: 1 KiB', 'null with its event'] },
    'tenant_id endpoint_id event_id number started_at duration_ms response_status error',
  ),
  tableData(
    'recoveries',
    [TELLING, 'as long as the tenant', DELETED],
    NO_DATA,
    `tenant_id id endpoint_id since until status cursor_event_id found delivered failed lease_until created_at
     completed_at`,
  ),
  tableData(
    'webhook_endpoints',
    [TELLING, UNTIL_DELETED, DELETED],
    { url: ['an address of yours', STAYS], description: ['a text of yours', STAYS] },
    'tenant_id id event_types max_per_second status disabled_reason disabled_at created_at updated_at',
  ),
  tableData(
    'webhook_endpoint_health',
    [TELLING, UNTIL_DELETED, DELETED],
    NO_DATA,
    `tenant_id endpoint_id max_in_flight consecutive_failures failing_since held_until next_send_at
     last_delivered_at`,
  ),
  tableData(
    'webhook_secrets',
    ['to sign what you are told', UNTIL_DELETED, DELETED],
    { salt: ['what the secret is derived with', STAYS] },
    'tenant_id endpoint_id version kid hmac_digest ed25519_digest public_key created_at expires_at rotation_told_at',
  ),
  tableData(
    'kept_answers',
    ['repeated calls get the first answer', '24 hours', DELETED],
    {
      key: ['a text of yours', 'row deleted where the id is a word of it'],
      request_digest: ['SHA-256 of the request', 'null with the answer'],
      answer: ['what was answered', 'null where it names the subject'],
    },
    'tenant_id expires_at',
  ),
  tableData(
    'billing_accounts',
    [MONEY, LEGAL_TERM, STAYS],
    {
      customer_id: ['your id at Stripe', STAYS],
      checkout_session_id: ['an id at Stripe', STAYS],
      subscription_id: ['an id at Stripe', STAYS],
    },
    'tenant_id checkout_ends_at status plan period_start period_end next_plan past_due_since billed_from synced_at created_at',
  ),
  tableData(
    'billing_reconciliations',
    [MONEY, LEGAL_TERM, STAYS],
    NO_DATA,
    'tenant_id plan checked_at hours ledger sent stripe difference findings',
  ),
  tableData(
    'billing_tasks',
    [MONEY, LEGAL_TERM, STAYS],
    NO_DATA,
    'tenant_id name due_at lease lease_until is_touched failures last_failure',
  ),
  tableData(
    'stripe_events',
    [MONEY, LEGAL_TERM, STAYS],
    NO_DATA,
    'tenant_id id type created_at received_at processed_at',
  ),
  tableData('usage_hours', [MONEY, LEGAL_TERM, STAYS], NO_DATA, 'tenant_id hour kind count plan'),
  tableData('usage_months', [MONEY, LEGAL_TERM, STAYS], NO_DATA, 'tenant_id month kind plan count'),
  tableData(
    'usage_reports',
    [MONEY, LEGAL_TERM, STAYS],
    NO_DATA,
    'tenant_id hour plan slice quantity tried_at sent_at',
  ),
  tableData(
    'usage_thresholds',
    [MONEY, LEGAL_TERM, STAYS],
    NO_DATA,
    'tenant_id month plan percent reached_at told_at',
  ),
  tableData(
    'exports',
    ['what was exported', '90 days', DELETED],
    { place: ['where an export goes on: may be an id', 'emptied'] },
    `tenant_id id status progress parts steps pieces size_bytes sha256 failure tries lease_until created_at started_at
     completed_at expires_at`,
  ),
  tableData(
    'export_pieces',
    ['to be downloaded', '7 days', DELETED],
    { bytes: ['an archive of everything above', DELETED] },
    'tenant_id export_id number offset_bytes size_bytes file',
  ),
  tableData(
    'signing_keys',
    ['to sign checkpoints and certificates', 'for ever', 'of no tenant'],
    NO_DATA,
    'kid master_kid salt digest public_key created_at',
  ),
  tableData(
    'master_keys',
    ['to tell a wrong master key from the right one', 'for ever', 'of no tenant'],
    NO_DATA,
    'kid canary created_at',
  ),
  tableData(
    'recurring_tasks',
    ['to know when the workers’ tasks are to be begun again', 'for ever', 'of no tenant'],
    NO_DATA,
    'name next_at',
  ),
  tableData(
    'migrations',
    ['to know which version the database is of', 'for ever', 'of no tenant'],
    NO_DATA,
    'id timestamp name',
  ),
];
