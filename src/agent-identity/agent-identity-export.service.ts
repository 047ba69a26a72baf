import { Injectable } from '@nestjs/common';
import type { ExportSource } from '@libs/personal-data/export-source';
import { grouped } from '@libs/personal-data/grouped';
import { keysetSource } from '@libs/personal-data/keyset-source';
import type { Reading } from '@libs/personal-data/keyset-source';
import { Agent } from './agents/agent.entity';
import { AgentsRepository } from './agents/agents.repository';
import { toAgentResponse } from './agents/dto/agent.response';

/** The agents of a tenant, in the export of it: of their keys what is public. */
@Injectable()
export class AgentIdentityExportService {
  readonly sources: readonly ExportSource[] = [
    keysetSource({
      name: 'agents',
      about:
        'Agents as GET /v1/agents answers, revoked ones too, each with its mandate and the public part of all its keys.',
      tables: ['agents', 'agent_keys'],
      pageRows: 200,
      entity: Agent,
      key: ['id'],
      datedBy: 'id',
      show: (agents, reading) => this.show(agents, reading),
    }),
  ];

  constructor(private readonly agents: AgentsRepository) {}

  private async show(agents: readonly Agent[], { tx }: Reading): Promise<object[]> {
    const keys = await this.agents.keysOf(
      tx,
      agents.map(({ id }) => id),
    );
    const keysOf = grouped(keys, ({ agentId }) => agentId);
    return agents.map((agent) => toAgentResponse({ agent, keys: keysOf.get(agent.id) ?? [] }));
  }
}
