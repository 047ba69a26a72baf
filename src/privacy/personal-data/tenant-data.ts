import { DELETED, STAYS, tableData } from './table-data';
import type { TableData } from './table-data';

const ACCOUNT = 'to know who calls, and to answer for it';
const AS_TENANT = 'as long as the tenant';
const SECURITY = 'to tell of keys that are abused';
const PROOF_TERM = '365 days at least (`AUDIT_RETENTION_DAYS`)';
const TREE = ['to prove that nothing was changed since', 'for ever: hashes', STAYS] as const;
const NO_DATA: Readonly<Record<string, readonly [string, string]>> = {};

/** What is kept of a tenant itself, and of whoever acts for it. */
export const TENANT_DATA: readonly TableData[] = [
  tableData(
    'tenants',
    [ACCOUNT, AS_TENANT, 'name and e-mail address blanked, salt replaced; the row stays'],
    {
      name: ['the name of the organisation', STAYS],
      email: ['an e-mail address of yours', STAYS],
      allowed_ips: ['addresses of yours', STAYS],
      fingerprint_salt: ['what the fingerprints of ids are keyed with', STAYS],
    },
    `tenant_id mode plan sibling_id fingerprint_kid fingerprint_digest fingerprint_mask suspended_at created_at
     agent_verification`,
  ),
  tableData(
    'api_keys',
    [ACCOUNT, AS_TENANT, DELETED],
    { name: ['a text of yours', STAYS], allowed_ips: ['addresses of yours', STAYS] },
    'tenant_id id secret_digest scopes expires_at revoked_at created_at agent_id',
  ),
  tableData('api_key_uses', [ACCOUNT, AS_TENANT, DELETED], NO_DATA, 'tenant_id key_id last_used_at'),
  tableData('key_anomalies', [SECURITY, AS_TENANT, DELETED], NO_DATA, 'tenant_id key_id kind hour'),
  tableData('key_exposures', [SECURITY, AS_TENANT, DELETED], NO_DATA, 'tenant_id key_id told_at'),
  tableData(
    'key_networks',
    [SECURITY, AS_TENANT, DELETED],
    { network: ['the network that a key of yours was used from', STAYS] },
    'tenant_id key_id first_seen_at',
  ),
  tableData(
    'agents',
    [ACCOUNT, AS_TENANT, DELETED],
    {
      name: ['a text of yours', 'id taken out; blanked with the agent'],
      mandate: ['what it may do, and whom it may pay', 'id taken out; deleted with the agent'],
    },
    'tenant_id id method created_at updated_at revoked_at',
  ),
  tableData(
    'agent_keys',
    ['to check what agents sign', AS_TENANT, DELETED],
    {
      thumbprint: ['of the key', 'row deleted with the agent'],
      jwk: ['the public key', 'row deleted with the agent'],
      salt: ['what an HMAC secret is derived with', 'row deleted with the agent'],
    },
    'tenant_id id agent_id method kid created_at revoked_at',
  ),
  tableData(
    'agent_nonces',
    ['a signature counts once', '15 minutes', DELETED],
    { nonce: ['a text of the agent’s', 'row deleted with the agent'] },
    'tenant_id key_id holder expires_at',
  ),
  tableData(
    'audit_entries',
    [
      'to prove what was done, and by whom',
      PROOF_TERM,
      'salt, content and network blanked; the hash stays, and what the erasure itself did',
    ],
    {
      network: ['the address that the API was called from', STAYS],
      before: ['what was there', 'null where it names the subject'],
      after: ['what is there since', 'null where it names the subject'],
      content_digest: ['a keyed hash of the decision', 'null with the entry'],
      salt: ['what makes the leaf hash say nothing', 'null with the entry'],
    },
    'tenant_id id action actor_type actor_id resource_type resource_id trace_id leaf_hash created_at erased_by',
  ),
  tableData('audit_trees', TREE, NO_DATA, 'tenant_id origin size checkpoint sealed_at'),
  tableData('audit_tiles', TREE, NO_DATA, 'tenant_id level index hashes'),
  tableData('audit_leaves', TREE, NO_DATA, 'tenant_id entry_id index'),
  tableData('audit_unsealed_leaves', TREE, NO_DATA, 'tenant_id entry_id leaf_hash'),
  tableData(
    'erasures',
    ['to carry out an erasure, and to prove it', 'as long as the tenant’s row', 'stays'],
    {
      subject_id: ['whom it is of, until it is done', 'null once it is done'],
      cursor: ['how far it is, until it is done', 'null once it is done'],
    },
    `tenant_id id scope kind status token_digest requested_at execute_after started_at completed_at lease_until pass
     step found counts certificate`,
  ),
  tableData(
    'erasure_rebuilds',
    ['whose profile is to be made again', 'while the erasure runs', DELETED],
    { entity_id: ['an IP address', DELETED] },
    'tenant_id erasure_id kind',
  ),
];
