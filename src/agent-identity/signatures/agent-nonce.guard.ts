import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import { callerOf } from '@libs/http/caller';
import { newUuid } from '@libs/ids/typeid';
import type { Request } from 'express';
import { AgentIdentityService } from '../agent-identity.service';
import { replayed } from './signature.problems';
import { takesNonce, verifiedAgentOf } from '../verified-agent.decorator';

/**
 * A signed request is good once, across all processes. The last of the guards: what is refused for another reason
 * leaves its nonce unused. A route that changes something once for all leaves it to the change's own transaction.
 */
@Injectable()
export class AgentNonceGuard implements CanActivate {
  constructor(
    private readonly database: TenantDatabase,
    private readonly agents: AgentIdentityService,
    private readonly reflector: Reflector,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const [caller, agent] = [callerOf(request), verifiedAgentOf(request)];
    if (caller === undefined || agent === undefined || takesNonce(this.reflector, context)) return true;
    const { keyId, nonce } = agent;
    const holder = newUuid(this.clock.now().getTime());
    const use = { keyId, nonce: nonce.value, expiresAt: nonce.expiresAt, holder };
    const taken = await this.database.run(caller.tenantId, (tx) => this.agents.takeNonces(tx, [use]));
    if (!taken.has(holder)) throw replayed();
    return true;
  }
}
