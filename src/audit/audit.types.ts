import type { IdPrefix } from '@libs/ids/typeid';
import type { AUDIT_ACTIONS } from './audit-actions';

export type ActorType = 'key' | 'operator' | 'system';
export type AuditAction = keyof typeof AUDIT_ACTIONS;
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
