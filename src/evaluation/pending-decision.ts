import { requestDigest } from '@libs/http/request-digest';
import { newUuid } from '@libs/ids/typeid';
import type { Fingerprints } from '@libs/risk-engine/contribution';
import type { Transaction } from '@libs/risk-engine/transaction';
import type { NonceUse } from '../agent-identity/verified-agent.types';
import type { EvaluationUse } from '../billing/billing.types';
import type { TenantProfile } from '../tenants/tenants.types';
import { agentMismatch, occursTooLate } from './evaluation.problems';
import type { EvaluationRequest } from './evaluation.types';
import { fingerprintsOf } from './fingerprints';
import type { CompiledPolicy } from './policies/compiled-policy';
import { toTransaction } from './to-transaction';

const MAX_AHEAD_MS = 300_000;

/** Everything about a decision that is known before its transaction begins. */
export interface PendingDecision {
  /** The uuid of the evaluation, if it comes to one. */
  readonly id: string;
  readonly arrivedAt: Date;
  /** On the monotonic clock of performance.now(). */
  readonly startedMs: number;
  readonly request: EvaluationRequest;
  /** SHA-256 of the canonical JSON (RFC 8785) of the body: two spellings of one JSON value are one request. */
  readonly requestDigest: Buffer;
  readonly transaction: Transaction;
  readonly fingerprints: Fingerprints;
  readonly tenant: TenantProfile;
  readonly policy: CompiledPolicy;
  /** Whether the tenant has lists that may hold some of the transaction's values. */
  readonly hasLists: boolean;
}

/** What is asked before: remembered in the process, mostly. */
export type Circumstances = Pick<PendingDecision, 'tenant' | 'policy' | 'hasLists'>;

/** Throws a Problem where the transaction lies ahead of `arrivedAt`, or names another agent than the one that signed. */
export function pendingDecision(
  request: EvaluationRequest,
  { tenant, policy, hasLists }: Circumstances,
  arrivedAt: Date,
): PendingDecision {
  const { agent, body } = request;
  if (agent !== undefined && body.agent !== undefined && body.agent.id !== agent.id) throw agentMismatch();
  const transaction = toTransaction(body, arrivedAt, agent);
  if (transaction.occurredAtMs > arrivedAt.getTime() + MAX_AHEAD_MS) throw occursTooLate();
  return {
    id: newUuid(arrivedAt.getTime()),
    arrivedAt,
    startedMs: performance.now(),
    request,
    requestDigest: requestDigest(request.body),
    transaction,
    fingerprints: fingerprintsOf(transaction, tenant.fingerprintKey),
    tenant,
    policy,
    hasLists,
  };
}

/** As the ledger counts it. */
export function useOf({ arrivedAt, tenant }: Pick<PendingDecision, 'arrivedAt' | 'tenant'>): EvaluationUse {
  return { at: arrivedAt, plan: tenant.plan };
}

/** What its signature uses up, where that is for the decision to do; none otherwise. */
export function nonceUseOf({ id, request }: Pick<PendingDecision, 'id' | 'request'>): NonceUse[] {
  const { agent, takesNonce } = request;
  if (agent === undefined || takesNonce !== true) return [];
  const { keyId, nonce } = agent;
  return [{ keyId, nonce: nonce.value, expiresAt: nonce.expiresAt, holder: id }];
}
