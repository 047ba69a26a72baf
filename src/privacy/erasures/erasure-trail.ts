import type { AuditDraft } from '../../audit/audit.types';
import type { Erasure } from './erasure.entity';

type Told = Pick<AuditDraft, 'action' | 'resource' | 'after'>;

/** Whom it is of is not said: the trail outlives the erasure. */
export function requestedDraft(erasure: Erasure): Told {
  const { scope, kind, executeAfter } = erasure;
  return {
    ...{ action: 'erasure.requested', resource: { type: 'erasure', id: erasure.id } },
    after: {
      ...(kind === null ? { scope } : { subjectKind: kind }),
      executeAfter: executeAfter.toISOString(),
    },
  };
}

export function cancelledDraft({ id, scope }: Erasure): Told {
  return { action: 'erasure.cancelled', resource: { type: 'erasure', id }, after: { scope } };
}
