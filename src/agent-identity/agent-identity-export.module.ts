import { Module } from '@nestjs/common';
import { AgentIdentityExportService } from './agent-identity-export.service';
import { AgentsRepository } from './agents/agents.repository';

@Module({
  providers: [AgentIdentityExportService, AgentsRepository],
  exports: [AgentIdentityExportService],
})
export class AgentIdentityExportModule {}
