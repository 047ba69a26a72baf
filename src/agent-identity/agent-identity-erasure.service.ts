import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { TenantStatements } from '@libs/database/statement';
import { sliceOf } from '@libs/erasure/erased-slice';
import type { ErasedCounts, ErasedSlice } from '@libs/erasure/erased-slice';
import { NIL_UUID } from '@libs/ids/typeid';
import { ERASED } from '@libs/identifier-words/identifier-words';
import type { IdentifierWords } from '@libs/identifier-words/identifier-words';
import { ErasedAgentsRepository } from './erased-agents.repository';
import type { AgentTexts } from './erased-agents.repository';

/** Agents, as far as an erasure takes them away. */
@Injectable()
export class AgentIdentityErasureService {
  /** Whose rows go with their tenant, behind the API keys that are bound to agents. */
  readonly tables = ['agent_nonces', 'agent_keys', 'agents'] as const;

  constructor(
    private readonly agents: ErasedAgentsRepository,
    private readonly clock: Clock,
  ) {}

  /** An agent of the tenant's, by its uuid. */
  async eraseAgent(tx: TenantStatements, agentId: string): Promise<ErasedCounts> {
    return {
      agents: await this.agents.erase(tx, agentId, this.clock.now()),
      agentNonces: await this.agents.deleteNonces(tx, agentId),
      agentKeys: await this.agents.deleteKeys(tx, agentId),
    };
  }

  /** Whom other agents are named after, or may pay: a mandate that allowed nobody else allows nobody then. */
  async eraseNames(
    tx: TenantStatements,
    words: IdentifierWords,
    after: string | undefined,
  ): Promise<ErasedSlice> {
    const page = await this.agents.page(tx, after ?? NIL_UUID);
    const { hits, next } = sliceOf(
      page,
      ({ name, mandate }) =>
        words.areIn(name) || (mandate?.counterparties.includes(words.identifier) ?? false),
      ({ id }) => id,
    );
    const erased = hits.map((agent) => withoutNames(agent, words));
    if (erased.length > 0) await this.agents.write(tx, erased, this.clock.now());
    return { counts: { agents: erased.length }, next };
  }
}

function withoutNames({ id, name, mandate }: AgentTexts, words: IdentifierWords): AgentTexts {
  const allowed = (counterparty: string): string =>
    counterparty === words.identifier ? ERASED : counterparty;
  return {
    id,
    name: words.erasedFrom(name),
    mandate: mandate && { ...mandate, counterparties: mandate.counterparties.map(allowed) },
  };
}
