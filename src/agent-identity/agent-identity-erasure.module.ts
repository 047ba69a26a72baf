import { Module } from '@nestjs/common';
import { AgentIdentityErasureService } from './agent-identity-erasure.service';
import { ErasedAgentsRepository } from './erased-agents.repository';

@Module({
  providers: [AgentIdentityErasureService, ErasedAgentsRepository],
  exports: [AgentIdentityErasureService],
})
export class AgentIdentityErasureModule {}
