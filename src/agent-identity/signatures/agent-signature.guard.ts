import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext, RawBodyRequest } from '@nestjs/common';
import { callerOf } from '@libs/http/caller';
import { SignatureRefusal } from '@libs/request-signature/signature-refusal';
import type { Request } from 'express';
import { AgentSignatures } from './agent-signatures';
import { agentMismatch, signatureInvalid, signatureRequired } from './signature.problems';
import { setVerifiedAgent } from '../verified-agent.decorator';

/**
 * Which agent sends this, where one says that it does. A signature that is there and not good refuses the request: it
 * never counts as none. A key that is bound to an agent opens nothing without that agent's.
 */
@Injectable()
export class AgentSignatureGuard implements CanActivate {
  constructor(private readonly signatures: AgentSignatures) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<RawBodyRequest<Request>>();
    const caller = callerOf(request);
    if (caller === undefined) return true; // A public route: there is no key that a signature could be of.
    const agent = await this.signatures.verify(request, caller).catch(refuse);
    const { boundAgentId } = caller;
    if (agent === undefined) {
      if (boundAgentId === null) return true;
      throw signatureRequired('This API key is worth nothing without the signature of its agent.');
    }
    if (boundAgentId !== null && boundAgentId !== agent.uuid) throw agentMismatch('API key');
    setVerifiedAgent(request, agent);
    return true;
  }
}

function refuse(error: unknown): never {
  throw error instanceof SignatureRefusal ? signatureInvalid(error.reason, error.detail) : error;
}
