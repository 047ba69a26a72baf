import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { callerOf } from '@libs/http/caller';
import { Problem } from '@libs/http/problem';
import type { Request } from 'express';
import { verifiedAgentOf } from '../agent-identity/verified-agent.decorator';
import { TenantsService } from '../tenants/tenants.service';

/** A tenant may want an agent's signature on every transaction. */
@Injectable()
export class AgentVerificationGuard implements CanActivate {
  constructor(private readonly tenants: TenantsService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const caller = callerOf(request);
    if (caller === undefined) throw new Error('a route that looks for a signature is authenticated');
    if (verifiedAgentOf(request) !== undefined) return true;
    const { agentVerification } = await this.tenants.get(caller.tenantId);
    if (agentVerification === 'required') {
      throw new Problem(
        'agent_signature_required',
        'This tenant has transactions evaluated with the signature of an agent only.',
      );
    }
    return true;
  }
}
