import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { uuidLowerBound } from '@libs/ids/typeid';
import type { Decision } from '@libs/risk-engine/decision';
import type { Recorded } from '../decide-again';
import type { OutcomeLabel } from '../outcomes/outcome.entity';
import type { Backtest } from './backtest.entity';

/** An evaluation as far as a backtest looks at it. */
export interface RecordedEvaluation extends Recorded {
  readonly id: string;
  readonly decision: Decision;
  /** What was last told of its transaction before the backtest was asked for. */
  readonly label: OutcomeLabel | null;
  readonly isErased: boolean;
}

export interface IdSpan {
  readonly first: string;
  readonly last: string;
}

/** The evaluations in a backtest's range. Ids carry their time, so a range of time is a range of ids, and of partitions. */
@Injectable()
export class RecordedEvaluationsRepository {
  /** Those behind the id `after`, in the order of their ids; at most `limit`. */
  listAfter(tx: TenantTx, backtest: Backtest, after: string, limit: number): Promise<RecordedEvaluation[]> {
    return tx.query({
      name: 'list-recorded-evaluations',
      text: `select e.id, e.decision, e.facts::text as facts, e.customer_id is null as "isErased", told.label
               from evaluations e
               left join lateral (
                 select o.label from outcomes o
                  where o.tenant_id = $1 and o.type = e.type and o.transaction_id = e.transaction_id and o.id < $2
                  order by o.id desc limit 1
               ) told on true
              where e.tenant_id = $1 and e.id >= $3 and e.id < $4 and e.id > $5
              order by e.id limit $6`,
      values: [
        tx.tenantId,
        uuidLowerBound(backtest.createdAt.getTime()),
        ...boundsOf(backtest),
        after,
        limit,
      ],
    });
  }

  /** Undefined where there are none. */
  async spanOf(tx: TenantTx, backtest: Backtest): Promise<IdSpan | undefined> {
    const [span] = await tx.query<IdSpan>({
      name: 'span-of-recorded-evaluations',
      text: `select (select id from evaluations where tenant_id = $1 and id >= $2 and id < $3 order by id limit 1) as first,
                    (select id from evaluations where tenant_id = $1 and id >= $2 and id < $3 order by id desc limit 1) as last
              where exists (select from evaluations where tenant_id = $1 and id >= $2 and id < $3)`,
      values: [tx.tenantId, ...boundsOf(backtest)],
    });
    return span;
  }
}

function boundsOf({ from, to }: Backtest): [from: string, to: string] {
  return [uuidLowerBound(from.getTime()), uuidLowerBound(to.getTime())];
}
