import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import { SCANNED_ROWS } from '@libs/erasure/erased-slice';
import { ERASED } from '@libs/identifier-words/identifier-words';
import type { StoredMandate } from './agents/stored-mandate';

export interface AgentTexts {
  readonly id: string;
  readonly name: string;
  readonly mandate: StoredMandate | null;
}

@Injectable()
export class ErasedAgentsRepository {
  /** Nobody can sign as it any more, and nothing says what it was. Returns how many there were that said something. */
  async erase(tx: TenantStatements, id: string, now: Date): Promise<number> {
    const rows = await tx.query({
      name: 'erase-agent',
      text: `update agents set name = $3, mandate = null, revoked_at = coalesce(revoked_at, $4), updated_at = $4
              where tenant_id = $1 and id = $2 and (name <> $3 or mandate is not null or revoked_at is null)
             returning id`,
      values: [tx.tenantId, id, ERASED, now],
    });
    return rows.length;
  }

  async deleteNonces(tx: TenantStatements, agentId: string): Promise<number> {
    const rows = await tx.query({
      name: 'erase-agent-nonces',
      text: `delete from agent_nonces n using agent_keys k
              where n.tenant_id = $1 and k.tenant_id = $1 and k.agent_id = $2 and n.key_id = k.id
             returning n.nonce`,
      values: [tx.tenantId, agentId],
    });
    return rows.length;
  }

  async deleteKeys(tx: TenantStatements, agentId: string): Promise<number> {
    const rows = await tx.query({
      name: 'erase-agent-keys',
      text: 'delete from agent_keys where tenant_id = $1 and agent_id = $2 returning id',
      values: [tx.tenantId, agentId],
    });
    return rows.length;
  }

  /** A page of the agents behind an id, in their order. */
  page(tx: TenantStatements, after: string): Promise<AgentTexts[]> {
    return tx.query({
      name: 'page-agents-to-erase',
      text: 'select id, name, mandate from agents where tenant_id = $1 and id > $2 order by id limit $3',
      values: [tx.tenantId, after, SCANNED_ROWS],
    });
  }

  async write(tx: TenantStatements, agents: readonly AgentTexts[], now: Date): Promise<void> {
    await tx.query({
      name: 'write-erased-agents',
      text: `update agents a set name = x.name, mandate = x.mandate, updated_at = $5
               from unnest($2::uuid[], $3::text[], $4::json[]) x(id, name, mandate)
              where a.tenant_id = $1 and a.id = x.id`,
      values: [
        tx.tenantId,
        columnParameter('uuid', agents, ({ id }) => id),
        columnParameter('text', agents, ({ name }) => name),
        columnParameter('json', agents, ({ mandate }) => mandate && JSON.stringify(mandate)),
        now,
      ],
    });
  }
}
