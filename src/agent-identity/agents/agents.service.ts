import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { Caller } from '@libs/http/caller';
import { pageOf } from '@libs/http/pagination';
import type { Page, Slice } from '@libs/http/pagination';
import { newUuid } from '@libs/ids/typeid';
import type { AuditDraft } from '../../audit/audit.types';
import { AuditService } from '../../audit/audit.service';
import { EventsService } from '../../events/events.service';
import type { AgentStatus } from '../agent-identity.types';
import { AgentKeys } from './agent-keys';
import type { AgentChange, AgentTerms } from './agent-terms';
import type { AgentView, IssuedAgent, IssuedAgentKey } from './agent-view';
import type { Agent } from './agent.entity';
import { agentIsRevoked, agentKeyNotFound, agentNotFound, tooManyAgents } from './agent.problems';
import { AgentsRepository } from './agents.repository';
import { requireFitting } from './dto/agent-terms.dto';
import { toAgentKeyResponse, toAgentResponse } from './dto/agent.response';
import { toStoredMandate } from './stored-mandate';

/** Of a tenant, not revoked. */
const MAX_AGENTS = 1_000;

/** The agents of a tenant, as the tenant manages them. */
@Injectable()
export class AgentsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly agents: AgentsRepository,
    private readonly keys: AgentKeys,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
  ) {}

  page(tenantId: TenantId, status: AgentStatus | undefined, slice: Slice): Promise<Page<AgentView>> {
    return this.database.run(tenantId, async (tx) => {
      const page = pageOf(await this.agents.list(tx, status, slice), slice.limit, ({ id }) => id);
      const keys = await this.agents.keysOf(
        tx,
        page.data.map(({ id }) => id),
      );
      const viewOf = (agent: Agent): AgentView => ({
        agent,
        keys: keys.filter(({ agentId }) => agentId === agent.id),
      });
      return { ...page, data: page.data.map(viewOf) };
    });
  }

  /** Throws a Problem of 404. */
  get(tenantId: TenantId, id: string): Promise<AgentView> {
    return this.database.run(tenantId, async (tx) => this.view(tx, await this.find(tx, id)));
  }

  /** Throws a Problem of 422 for its key, of 409 where there are too many. */
  register(caller: Caller, { name, method, publicKey, mandate }: AgentTerms): Promise<IssuedAgent> {
    return this.database.runFor(caller, async (tx) => {
      await this.agents.lockAll(tx);
      if ((await this.agents.count(tx)) >= MAX_AGENTS) throw tooManyAgents(MAX_AGENTS);
      const now = this.clock.now();
      const agent: Agent = {
        ...{ tenantId: tx.tenantId, id: newUuid(now.getTime()), name, method },
        ...{ mandate: toStoredMandate(mandate), createdAt: now, updatedAt: now, revokedAt: null },
      };
      await this.agents.insert(tx, agent);
      const { secret } = await this.keys.add(tx, agent, publicKey);
      const view = await this.view(tx, agent);
      const after = toAgentResponse(view);
      await this.note(tx, caller, agent, { action: 'agent.registered', after });
      await this.events.publish(tx, [{ type: 'agent.registered', resourceId: agent.id, data: after }]);
      return { view, secret };
    });
  }

  /** Throws a Problem of 404, or of 409 where it was revoked. */
  update(caller: Caller, id: string, { name, mandate }: AgentChange): Promise<AgentView> {
    return this.database.run(caller.tenantId, async (tx) => {
      const before = await this.findActive(tx, id);
      const after: Agent = {
        ...before,
        ...(name !== undefined && { name }),
        ...(mandate !== undefined && { mandate: toStoredMandate(mandate) }),
      };
      const [was, is] = [before, after].map((agent) => ({ name: agent.name, mandate: agent.mandate }));
      if (JSON.stringify(was) === JSON.stringify(is)) return this.view(tx, before);
      const changed = { ...after, updatedAt: this.clock.now() };
      await this.agents.update(tx, changed);
      await this.note(tx, caller, after, {
        action: 'agent.updated',
        ...(was && { before: was }),
        ...(is && { after: is }),
      });
      return this.view(tx, changed);
    });
  }

  /** With all of its keys, for good. Throws a Problem of 404. Again, it changes nothing. */
  revoke(caller: Caller, id: string): Promise<void> {
    return this.database.run(caller.tenantId, async (tx) => {
      const agent = await this.findLocked(tx, id);
      if (agent.revokedAt !== null) return;
      const now = this.clock.now();
      const revoked = { ...agent, revokedAt: now, updatedAt: now };
      await this.keys.revokeAll(tx, agent);
      await this.agents.update(tx, revoked);
      const data = toAgentResponse(await this.view(tx, revoked));
      await this.note(tx, caller, agent, {
        action: 'agent.revoked',
        before: { status: 'active' },
        after: { status: 'revoked' },
      });
      await this.events.publish(tx, [{ type: 'agent.revoked', resourceId: id, data }]);
    });
  }

  /** Throws a Problem of 404, of 422 for the key, of 409 where there are too many or the agent was revoked. */
  addKey(caller: Caller, id: string, publicKey: unknown): Promise<IssuedAgentKey> {
    return this.database.runFor(caller, async (tx) => {
      const agent = await this.findActive(tx, id);
      requireFitting(agent.method, publicKey);
      const issued = await this.keys.add(tx, agent, publicKey);
      await this.note(tx, caller, agent, {
        action: 'agent.key_added',
        after: toAgentKeyResponse(issued.key),
      });
      return issued;
    });
  }

  /** Throws a Problem of 404. Again, it changes nothing. */
  revokeKey(caller: Caller, id: string, keyId: string): Promise<void> {
    return this.database.run(caller.tenantId, async (tx) => {
      const agent = await this.findLocked(tx, id);
      const key = await this.agents.findKey(tx, keyId);
      if (key?.agentId !== id) throw agentKeyNotFound();
      if (key.revokedAt !== null) return;
      await this.keys.revoke(tx, [key]);
      await this.note(tx, caller, agent, { action: 'agent.key_revoked', before: toAgentKeyResponse(key) });
    });
  }

  private async view(tx: TenantTx, agent: Agent): Promise<AgentView> {
    return { agent, keys: await this.agents.keysOf(tx, [agent.id]) };
  }

  private async find(tx: TenantTx, id: string): Promise<Agent> {
    const agent = await this.agents.find(tx, id);
    if (agent === null) throw agentNotFound();
    return agent;
  }

  private async findLocked(tx: TenantTx, id: string): Promise<Agent> {
    const agent = await this.agents.findLocked(tx, id);
    if (agent === null) throw agentNotFound();
    return agent;
  }

  private async findActive(tx: TenantTx, id: string): Promise<Agent> {
    const agent = await this.findLocked(tx, id);
    if (agent.revokedAt !== null) throw agentIsRevoked();
    return agent;
  }

  private async note(
    tx: TenantTx,
    { keyId, origin }: Caller,
    { id }: Agent,
    told: Pick<AuditDraft, 'action' | 'before' | 'after'>,
  ): Promise<void> {
    const resource = { type: 'agent', id } as const;
    await this.audit.append(tx, [{ ...origin, ...told, actor: { type: 'key', id: keyId }, resource }]);
  }
}
