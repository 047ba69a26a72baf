import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { EventsModule } from '../events/events.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { AgentIdentityService } from './agent-identity.service';
import { AgentKeys } from './agents/agent-keys';
import { AgentSecrets } from './agents/agent-secrets';
import { AgentsController } from './agents/agents.controller';
import { AgentsRepository } from './agents/agents.repository';
import { AgentsService } from './agents/agents.service';
import { AgentNoncesRepository } from './signatures/agent-nonces.repository';
import { AgentSignatures } from './signatures/agent-signatures';

/** Programs that act for a tenant, and the signatures by which their requests are known. */
@Module({
  imports: [AuditModule, EventsModule, IdempotencyModule],
  controllers: [AgentsController],
  providers: [
    ...[AgentIdentityService, AgentsService, AgentKeys, AgentSecrets, AgentSignatures],
    ...[AgentsRepository, AgentNoncesRepository],
  ],
  exports: [AgentIdentityService, AgentSignatures],
})
export class AgentIdentityModule {}
