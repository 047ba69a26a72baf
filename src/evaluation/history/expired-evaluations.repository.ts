import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '@libs/database/system-database';

export interface EvaluationPlace {
  readonly tenantId: string;
  readonly id: string;
}

export interface ForgottenPage {
  /** The last evaluation that was looked at; undefined behind the last page. */
  readonly last: EvaluationPlace | undefined;
  readonly transactionKeys: number;
}

interface ForgottenRow {
  readonly last_tenant_id: string | null;
  readonly last_id: string | null;
  readonly transaction_keys: number;
}

/** What stands for evaluations outside of their partition, of all tenants. */
@Injectable()
export class ExpiredEvaluationsRepository {
  constructor(private readonly database: SystemDatabase) {}

  /**
   * The keys of transactions, with what was told of them, and how reviews were settled. Whose key is another
   * evaluation's is new again already, and nothing of it is touched.
   */
  forgetPage(after: EvaluationPlace, throughId: string, limit: number): Promise<ForgottenPage> {
    return this.database.run(async (manager) => {
      const rows = await manager.query<ForgottenRow[]>(
        `with page as materialized (
           select tenant_id, id, type, transaction_id from evaluations
            where (tenant_id, id) > ($1, $2) and id <= $3 order by tenant_id, id limit $4
         ), keys as (
           delete from transaction_keys k using page p
            where k.tenant_id = p.tenant_id and k.type = p.type and k.transaction_id = p.transaction_id
              and k.evaluation_id = p.id
           returning k.tenant_id, k.type, k.transaction_id
         ), told as (
           delete from outcomes o using keys k
            where o.tenant_id = k.tenant_id and o.type = k.type and o.transaction_id = k.transaction_id
         ), settled as (
           delete from reviews r using page p where r.tenant_id = p.tenant_id and r.evaluation_id = p.id
         )
         select last.tenant_id as last_tenant_id, last.id as last_id,
                (select count(*)::integer from keys) as transaction_keys
           from (select 1) one
           left join (select tenant_id, id from page order by tenant_id desc, id desc limit 1) last on true`,
        [after.tenantId, after.id, throughId, limit],
      );
      const [row] = rows;
      const { last_tenant_id: tenantId = null, last_id: id = null, transaction_keys: keys = 0 } = row ?? {};
      const last = tenantId === null || id === null ? undefined : { tenantId, id };
      return { last, transactionKeys: keys };
    });
  }
}
