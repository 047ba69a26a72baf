import type { AuditDraft } from '../../audit/audit.types';
import { changedTerms } from './endpoint-change';
import type { WebhookEndpoint } from './webhook-endpoint.entity';

export type Told = Pick<AuditDraft, 'action' | 'before' | 'after'>;

/** What the trail says of a change: of the terms that differ, and of the status. */
export function changesTold(before: WebhookEndpoint, after: WebhookEndpoint): Told[] {
  const terms = changedTerms(before, after);
  const told: Told[] = terms === undefined ? [] : [{ action: 'endpoint.updated', ...terms }];
  if (before.status === after.status) return told;
  const action = after.status === 'enabled' ? 'endpoint.enabled' : 'endpoint.disabled';
  return [...told, { action, before: standingOf(before), after: standingOf(after) }];
}

function standingOf({ status, disabledReason }: WebhookEndpoint): object {
  return { status, disabledReason };
}
