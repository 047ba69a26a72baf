import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { UsageHour } from './usage-hour.entity';

@Injectable()
export class UsageHoursRepository {
  /** Adds to what was counted before. The rows stay locked until the end of the transaction. */
  async add(tx: TenantStatements, used: readonly Omit<UsageHour, 'tenantId'>[]): Promise<void> {
    await tx.query({
      name: 'add-usage',
      text: `insert into usage_hours as u (tenant_id, hour, kind, count)
             select $1, x.hour, x.kind, x.count
               from unnest($2::timestamptz[], $3::text[], $4::int4[]) x(hour, kind, count)
              order by x.hour, x.kind
             on conflict (tenant_id, hour, kind) do update set count = u.count + excluded.count`,
      values: [
        tx.tenantId,
        columnParameter('timestamptz', used, ({ hour }) => hour),
        columnParameter('text', used, ({ kind }) => kind),
        columnParameter('int4', used, ({ count }) => count),
      ],
    });
  }
}
