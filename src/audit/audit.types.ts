import type { IdPrefix } from '@libs/ids/typeid';

export type ActorType = 'key' | 'operator' | 'system';
export type AuditAction =
  | 'audit.exported'
  | 'tenant.created'
  | 'tenant.updated'
  | 'key.created'
  | 'key.exposed'
  | 'key.rotated'
  | 'key.revoked'
  | 'policy.created'
  | 'evaluation.decided'
  | 'list.created'
  | 'list.deleted'
  | 'list.entry_added'
  | 'list.entry_removed'
  | 'outcome.recorded'
  | 'review.resolved'
  | 'policy.activated'
  | 'policy.shadow_started'
  | 'policy.shadow_stopped'
  | 'backtest.started'
  | 'backtest.cancelled'
  | 'endpoint.created'
  | 'endpoint.updated'
  | 'endpoint.deleted'
  | 'endpoint.secret_rotated'
  | 'endpoint.enabled'
  | 'endpoint.disabled'
  | 'endpoint.pinged'
  | 'agent.registered'
  | 'agent.updated'
  | 'agent.revoked'
  | 'agent.key_added'
  | 'agent.key_revoked'
  | 'checkout.started'
  | 'plan.change_requested'
  | 'plan.changed'
  | 'delivery.retried'
  | 'recovery.started'
  | 'security.anomaly_detected';
/** Anything that JSON can hold and that is an object. */
export type JsonObject = object;

/** What a module tells the trail. Ids are uuids; secrets are never in it. */
export interface AuditDraft {
  readonly action: AuditAction;
  readonly actor: { readonly type: ActorType; readonly id: string | null };
  readonly resource: { readonly type: IdPrefix; readonly id: string };
  readonly traceId: string;
  readonly network: string | null;
  readonly before?: JsonObject;
  readonly after?: JsonObject;
  /** Kept elsewhere and committed to by its digest, keyed with the entry's salt. */
  readonly content?: JsonObject;
}

/** What a customer keeps to find the entry's leaf in the tree later. */
export interface Receipt {
  readonly entryId: string;
  readonly leafHash: Buffer;
  /** Null once the entry was erased. */
  readonly salt: Buffer | null;
}
