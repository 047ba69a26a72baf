import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { EntityKey, EntityKind } from '@libs/risk-engine/entity';
import { packFacts, readFacts } from '@libs/risk-engine/recorded-facts';
import { ENTITY_COLUMNS } from '../history/entity-columns';
import type { ErasableEvaluation } from './erased-evaluation';

/** Evaluations that name a subject, and what becomes of them. */
@Injectable()
export class NamedEvaluationsRepository {
  /** Locked until the end of the transaction; any of them, since those that are erased name it no more. */
  async findLocked(
    tx: TenantStatements,
    { kind, id }: EntityKey,
    limit: number,
  ): Promise<ErasableEvaluation[]> {
    const rows = await tx.query<ErasableEvaluation & { facts: unknown }>({
      name: `lock-evaluations-naming-${kind}`,
      text: `select id, type, transaction_id as "transactionId", facts, verdict, agent_proof as "agentProof",
                    agent_id as "agentId", customer_id as "customerId", counterparty_id as "counterpartyId",
                    instrument_id as "instrumentId", device_id as "deviceId", ip,
                    verified_agent_id as "verifiedAgentId"
               from evaluations
              where tenant_id = $1 and id in (${naming(kind)}) order by id limit $3 for update`,
      values: [tx.tenantId, id, limit],
    });
    return rows.map((row) => ({ ...row, facts: readFacts(row.facts) }));
  }

  async write(tx: TenantStatements, erased: readonly ErasableEvaluation[], erasedAt: Date): Promise<void> {
    await tx.query({
      name: 'write-erased-evaluations',
      text: `update evaluations e
                set facts = x.facts, verdict = x.verdict, agent_proof = x.agent_proof, agent_id = x.agent_id,
                    customer_id = x.customer_id, counterparty_id = x.counterparty_id,
                    instrument_id = x.instrument_id, device_id = x.device_id, ip = x.ip,
                    verified_agent_id = x.verified_agent_id, erased_at = $2
               from unnest($3::uuid[], $4::json[], $5::json[], $6::json[], $7::text[], $8::text[], $9::text[],
                           $10::text[], $11::text[], $12::text[], $13::text[])
                    x(id, facts, verdict, agent_proof, agent_id, customer_id, counterparty_id, instrument_id,
                      device_id, ip, verified_agent_id)
              where e.tenant_id = $1 and e.id = x.id`,
      values: [tx.tenantId, erasedAt, ...columnsOf(erased)],
    });
  }

  /** Which of these are erased; at most a page of them. */
  async erasedAmong(tx: TenantStatements, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await tx.query<{ id: string }>({
      name: 'erased-evaluations-among',
      text: `select e.id from unnest($2::uuid[]) x(id)
               join evaluations e on e.tenant_id = $1 and e.id = x.id
              where e.erased_at is not null`,
      values: [tx.tenantId, columnParameter('uuid', ids, (id) => id)],
    });
    return new Set(rows.map(({ id }) => id));
  }
}

/** An agent that is merely claimed is named as well, though it has no profile. */
function naming(kind: EntityKind): string {
  const by = (column: string): string => `select id from evaluations where tenant_id = $1 and ${column} = $2`;
  const first = `(${by(ENTITY_COLUMNS[kind])} order by id limit $3)`;
  return kind === 'agent' ? `${first} union (${by('agent_id')} order by id limit $3)` : first;
}

function columnsOf(rows: readonly ErasableEvaluation[]): Buffer[] {
  return [
    columnParameter('uuid', rows, ({ id }) => id),
    columnParameter('json', rows, ({ facts }) => JSON.stringify(packFacts(facts))),
    columnParameter('json', rows, ({ verdict }) => JSON.stringify(verdict)),
    columnParameter('json', rows, ({ agentProof }) => agentProof && JSON.stringify(agentProof)),
    columnParameter('text', rows, ({ agentId }) => agentId),
    columnParameter('text', rows, ({ customerId }) => customerId),
    columnParameter('text', rows, ({ counterpartyId }) => counterpartyId),
    columnParameter('text', rows, ({ instrumentId }) => instrumentId),
    columnParameter('text', rows, ({ deviceId }) => deviceId),
    columnParameter('text', rows, ({ ip }) => ip),
    columnParameter('text', rows, ({ verifiedAgentId }) => verifiedAgentId),
  ];
}
