import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';

@Injectable()
export class ErasedAttemptsRepository {
  /** Returns how many attempts to deliver these events had an answer that was kept. */
  async eraseAnswers(tx: TenantStatements, eventIds: readonly string[]): Promise<number> {
    const rows = await tx.query({
      name: 'erase-answers-of-attempts',
      text: `update delivery_attempts a set response_body = null
               from (select distinct d.endpoint_id, d.event_id from deliveries d
                      where d.tenant_id = $1 and d.event_id = any($2::uuid[])) told
              where a.tenant_id = $1 and a.endpoint_id = told.endpoint_id and a.event_id = told.event_id
                and a.event_id = any($2::uuid[]) and a.response_body is not null
             returning a.number`,
      values: [tx.tenantId, columnParameter('uuid', eventIds, (id) => id)],
    });
    return rows.length;
  }
}
