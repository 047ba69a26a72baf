import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import type { Slice } from '@libs/http/pagination';
import { In, IsNull, LessThan, Not } from 'typeorm';
import type { AgentStatus } from '../agent-identity.types';
import { AgentKey } from './agent-key.entity';
import { Agent } from './agent.entity';

@Injectable()
export class AgentsRepository {
  /** Until the end of the transaction nobody else registers an agent of this tenant. */
  async lockAll({ manager, tenantId }: TenantTx): Promise<void> {
    await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      JSON.stringify(['agents', tenantId]),
    ]);
  }

  count({ manager, tenantId }: TenantTx): Promise<number> {
    return manager.countBy(Agent, { tenantId, revokedAt: IsNull() });
  }

  async insert({ manager }: TenantTx, agent: Agent): Promise<void> {
    await manager.insert(Agent, agent);
  }

  find({ manager, tenantId }: TenantTx, id: string): Promise<Agent | null> {
    return manager.findOneBy(Agent, { tenantId, id });
  }

  /** Nobody else changes it or its keys until the end of the transaction. */
  findLocked({ manager, tenantId }: TenantTx, id: string): Promise<Agent | null> {
    return manager.findOne(Agent, { where: { tenantId, id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Newest first, with one row more than the page: see `pageOf`. */
  list(
    { manager, tenantId }: TenantTx,
    status: AgentStatus | undefined,
    { limit, after }: Slice,
  ): Promise<Agent[]> {
    const revokedAt = status === 'active' ? IsNull() : Not(IsNull());
    const where = {
      tenantId,
      ...(after !== undefined && { id: LessThan(after) }),
      ...(status !== undefined && { revokedAt }),
    };
    return manager.find(Agent, { where, order: { id: 'DESC' }, take: limit + 1 });
  }

  async update({ manager }: TenantTx, { tenantId, id, ...changed }: Agent): Promise<void> {
    await manager.update(Agent, { tenantId, id }, changed);
  }

  /** Fails with 23505 where the tenant has a key of this thumbprint. */
  async insertKey({ manager }: TenantTx, key: AgentKey): Promise<void> {
    await manager.insert(AgentKey, key);
  }

  findKey({ manager, tenantId }: TenantTx, id: string): Promise<AgentKey | null> {
    return manager.findOneBy(AgentKey, { tenantId, id });
  }

  /** Of these agents, the newest first. */
  keysOf({ manager, tenantId }: TenantTx, agentIds: readonly string[]): Promise<AgentKey[]> {
    return manager.find(AgentKey, { where: { tenantId, agentId: In(agentIds) }, order: { id: 'DESC' } });
  }

  async revokeKeys({ manager, tenantId }: TenantTx, ids: readonly string[], revokedAt: Date): Promise<void> {
    await manager.update(AgentKey, { tenantId, id: In(ids), revokedAt: IsNull() }, { revokedAt });
  }
}
