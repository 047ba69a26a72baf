import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { Spending, SpendingKey } from './spending-book';

interface SpendingRow extends SpendingKey {
  /** A bigint comes as text. */
  readonly amountMinor: string;
}

@Injectable()
export class AgentSpendingRepository {
  /** Those that exist, locked until the end of the transaction, in one order for everyone. */
  async findForUpdate(tx: TenantStatements, keys: readonly SpendingKey[]): Promise<Spending[]> {
    const rows = await tx.query<SpendingRow>({
      name: 'lock-agent-spending',
      text: `select s.agent_id as "agentId", s.currency, s.day::text as day, s.amount_minor as "amountMinor"
               from (select * from unnest($2::uuid[], $3::text[], $4::text[]) x(agent_id, currency, day)
                      order by agent_id, currency, day) x
              cross join lateral (select * from agent_spending s
                                   where s.tenant_id = $1 and s.agent_id = x.agent_id
                                     and s.currency = x.currency and s.day = x.day::date
                                   limit 1 for update) s`,
      values: [tx.tenantId, ...keyColumnsOf(keys)],
    });
    return rows.map((row) => ({ ...row, amountMinor: Number(row.amountMinor) }));
  }

  /** Of those that `findForUpdate` returned in this transaction. */
  async update(tx: TenantStatements, spending: readonly Spending[]): Promise<void> {
    if (spending.length === 0) return;
    const text = `${INSERT} on conflict (tenant_id, agent_id, currency, day)
                  do update set amount_minor = excluded.amount_minor`;
    await tx.query({ name: 'update-agent-spending', text, values: [tx.tenantId, ...columnsOf(spending)] });
  }

  /** Plainly: one that another transaction made meanwhile is a unique violation, on which all of it is tried again. */
  async insert(tx: TenantStatements, spending: readonly Spending[]): Promise<void> {
    if (spending.length === 0) return;
    await tx.query({
      name: 'insert-agent-spending',
      text: INSERT,
      values: [tx.tenantId, ...columnsOf(spending)],
    });
  }
}

const INSERT = `insert into agent_spending (tenant_id, agent_id, currency, day, amount_minor)
                select $1, x.agent_id, x.currency, x.day::date, x.amount_minor::bigint
                  from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) x(agent_id, currency, day, amount_minor)
                 order by x.agent_id, x.currency, x.day`;

function keyColumnsOf(keys: readonly SpendingKey[]): [agentIds: Buffer, currencies: Buffer, days: Buffer] {
  return [
    columnParameter('uuid', keys, ({ agentId }) => agentId),
    columnParameter('text', keys, ({ currency }) => currency),
    columnParameter('text', keys, ({ day }) => day),
  ];
}

function columnsOf(spending: readonly Spending[]): Buffer[] {
  return [
    ...keyColumnsOf(spending),
    columnParameter('text', spending, ({ amountMinor }) => String(amountMinor)),
  ];
}
