import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantTx } from '@libs/database/tenant-database';
import type { Slice } from '@libs/http/pagination';
import type { Decision } from '@libs/risk-engine/verdict';
import { LessThan } from 'typeorm';
import type { Recorded } from '../decide-again';
import type { Stretch } from './progress';
import type { Shadow } from './shadow.entity';
import { ShadowDecision } from './shadow-decision.entity';

/** What is still to be decided by a shadow. */
export interface Undecided extends Recorded {
  readonly id: string;
  readonly live: Decision;
}

export interface DecidedBeside {
  readonly evaluationId: string;
  readonly live: Decision;
  readonly shadow: Decision;
  readonly score: number;
}

export interface DecisionFilter {
  readonly onlyDiffering: boolean;
}

@Injectable()
export class ShadowDecisionsRepository {
  /** As much of the stretch as holds `limit` evaluations; undefined where it holds none. */
  async shortened(tx: TenantTx, { after, upTo }: Stretch, limit: number): Promise<Stretch | undefined> {
    const [last] = await tx.query<{ id: string }>({
      name: 'end-of-stretch',
      text: `select id from (select id from evaluations where tenant_id = $1 and id > $2 and id <= $3
                              order by id limit $4) stretch
              order by id desc limit 1`,
      values: [tx.tenantId, after, upTo, limit],
    });
    return last && { after, upTo: last.id };
  }

  /**
   * The first of them, in the order of their ids. Neither what the shadow's policy decided itself, with which it would agree, nor what
   * was erased: an evaluation without its customer has no facts to decide from.
   */
  undecided(
    tx: TenantTx,
    { id, policyId }: Shadow,
    { after, upTo }: Stretch,
    limit: number,
  ): Promise<Undecided[]> {
    return tx.query<Undecided>({
      name: 'undecided-by-shadow',
      text: `select e.id, e.decision as live, e.facts::text as facts
               from evaluations e
              where e.tenant_id = $1 and e.id > $2 and e.id <= $3 and e.policy_id <> $4 and e.customer_id is not null
                and not exists (select from shadow_decisions d
                                 where d.tenant_id = $1 and d.shadow_id = $5 and d.evaluation_id = e.id
                                   and d.evaluation_id > $2 and d.evaluation_id <= $3)
              order by e.id limit $6`,
      values: [tx.tenantId, after, upTo, policyId, id, limit],
    });
  }

  /** Returns those that nobody decided in the meantime. */
  async insert(tx: TenantTx, shadowId: string, decided: readonly DecidedBeside[]): Promise<DecidedBeside[]> {
    const inserted = await tx.query<{ id: string }>({
      name: 'insert-shadow-decisions',
      text: `insert into shadow_decisions (tenant_id, shadow_id, evaluation_id, decision, score, agrees)
             select $1, $2, x.evaluation_id, x.decision, x.score, x.decision = x.live
               from unnest($3::uuid[], $4::text[], $5::text[], $6::int4[]) x (evaluation_id, live, decision, score)
             on conflict do nothing
             returning evaluation_id as id`,
      values: [
        tx.tenantId,
        shadowId,
        columnParameter('uuid', decided, ({ evaluationId }) => evaluationId),
        columnParameter('text', decided, ({ live }) => live),
        columnParameter('text', decided, ({ shadow }) => shadow),
        columnParameter('int4', decided, ({ score }) => score),
      ],
    });
    const ids = new Set(inserted.map(({ id }) => id));
    return decided.filter(({ evaluationId }) => ids.has(evaluationId));
  }

  /** Newest first, with one row more than the page: see `pageOf`. */
  list(
    { manager, tenantId }: TenantTx,
    shadowId: string,
    { onlyDiffering }: DecisionFilter,
    { limit, after }: Slice,
  ): Promise<ShadowDecision[]> {
    const where = {
      ...{ tenantId, shadowId },
      ...(onlyDiffering && { agrees: false }),
      ...(after !== undefined && { evaluationId: LessThan(after) }),
    };
    return manager.find(ShadowDecision, { where, order: { evaluationId: 'DESC' }, take: limit + 1 });
  }
}
