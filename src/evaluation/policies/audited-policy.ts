import type { AuditDraft } from '../../audit/audit.types';
import type { Policy } from './policy.entity';

/** What the trail says of a new version. The definition is committed to and not shown: rules may name people. */
export function audited({ version, definition }: Policy): Pick<AuditDraft, 'after' | 'content'> {
  return { after: { version, name: definition.name }, content: { ...definition } };
}
