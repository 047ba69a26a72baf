import { DELETED, STAYS, tableData } from './table-data';
import type { TableData } from './table-data';

const EVALUATION_TERM = '400 days (`EVALUATION_RETENTION_DAYS`)';
const DECIDING = 'to decide, to explain the decision, and to make it again';
const LEARNING = 'what later decisions know';
const OWN_WORDS = 'the tenant decides by it';
const UNTIL_DELETED = 'until the tenant deletes it';
const BLANKED = 'null';
const NO_DATA: Readonly<Record<string, readonly [string, string]>> = {};

/** What is kept by `src/evaluation`. */
export const EVALUATION_DATA: readonly TableData[] = [
  tableData(
    'evaluations',
    [DECIDING, EVALUATION_TERM, DELETED],
    {
      customer_id: ['your id of the customer', BLANKED],
      counterparty_id: ['your id of the counterparty', BLANKED],
      instrument_id: ['your token of the instrument', BLANKED],
      device_id: ['your id of the device', BLANKED],
      ip: ['the IP address of the device', 'null, also with the customer'],
      agent_id: ['the agent as it was named', BLANKED],
      verified_agent_id: ['the agent that signed', BLANKED],
      facts: [
        'the transaction as it was sent, user agent and attributes among it, and what was counted',
        'id taken out; with the customer also address, user agent and attributes; counts stay',
      ],
      verdict: [
        'reasons in sentences, and what rules saw',
        'id taken out; with the customer every sentence and every text that was seen',
      ],
      agent_proof: [
        'what the agent signed: the request',
        'what was signed is deleted; with the agent all of it',
      ],
      transaction_id: ['your id of the transaction', STAYS],
    },
    `tenant_id id type decision score trace_id policy_id policy_version audit_entry_id duration_us occurred_at
     created_at review_settled_at erased_at`,
  ),
  tableData(
    'profiles',
    [LEARNING, 'until the entity is erased', DELETED],
    {
      entity_id: ['your id of the entity, an IP address or an agent', DELETED],
      state: ['counts, amounts and times; of other entities 8-byte keyed fingerprints', DELETED],
    },
    'tenant_id kind',
  ),
  tableData(
    'profile_snapshots',
    ['what profiles hold of evaluations that are kept no more', 'until the entity is erased', DELETED],
    {
      entity_id: ['your id of the entity, an IP address or an agent', DELETED],
      state: ['as in profiles', DELETED],
    },
    'tenant_id kind through_id',
  ),
  tableData(
    'transaction_keys',
    ['one evaluation for each transaction', EVALUATION_TERM, DELETED],
    {
      transaction_id: ['your id of the transaction', STAYS],
      request_digest: ['SHA-256 of the request', BLANKED],
    },
    'tenant_id type evaluation_id',
  ),
  tableData(
    'idempotency_keys',
    ['repeated calls get the first answer', '24 hours', DELETED],
    {
      key: ['a text of yours', 'row deleted where the id is a word of it'],
      request_digest: ['SHA-256 of the request', BLANKED],
    },
    'tenant_id evaluation_id expires_at',
  ),
  tableData(
    'outcomes',
    [LEARNING, EVALUATION_TERM, DELETED],
    {
      reason: ['a text of yours about the transaction', 'id taken out; with the customer all of it'],
      transaction_id: ['your id of the transaction', STAYS],
    },
    'tenant_id id type label reported_at created_at',
  ),
  tableData(
    'reviews',
    ['how a person settled a review', EVALUATION_TERM, DELETED],
    { note: ['a text of yours about the review', 'id taken out; with the customer all of it'] },
    'tenant_id evaluation_id resolution created_at',
  ),
  tableData(
    'list_entries',
    [OWN_WORDS, UNTIL_DELETED, DELETED],
    {
      value: ['whatever you list: ids, addresses', 'row deleted where it is the id'],
      note: ['a text of yours', 'id taken out'],
    },
    'tenant_id id list_id expires_at created_at',
  ),
  tableData(
    'lists',
    [OWN_WORDS, UNTIL_DELETED, DELETED],
    { description: ['a text of yours', STAYS] },
    'tenant_id id name created_at',
  ),
  tableData(
    'policies',
    [OWN_WORDS, 'as long as the tenant', DELETED],
    { definition: ['rules and tests in your own words', 'stays: a version never changes'] },
    'tenant_id id version is_active created_at',
  ),
  tableData(
    'agent_spending',
    ['what an agent may still spend today', '2 days', DELETED],
    { agent_id: ['one of your agents', 'row deleted with the agent'] },
    'tenant_id currency day amount_minor',
  ),
  tableData(
    'shadows',
    ['how often a policy agrees', 'as long as the tenant', DELETED],
    NO_DATA,
    'tenant_id id policy_id started_at stopped_at read_through settled_through tally',
  ),
  tableData(
    'shadow_decisions',
    ['what a policy would have decided', EVALUATION_TERM, DELETED],
    NO_DATA,
    'tenant_id shadow_id evaluation_id decision score agrees',
  ),
  tableData(
    'backtests',
    ['what a policy would have decided', 'as long as the tenant', DELETED],
    NO_DATA,
    `tenant_id id policy_id policy_version range_from range_to status progress cursor tally failure lease_until
     created_at started_at ended_at`,
  ),
];
