import { Inject, Injectable } from '@nestjs/common';
import type { RawBodyRequest } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import type { TenantId } from '@libs/database/tenant-id';
import type { Caller } from '@libs/http/caller';
import { formatId, parseId } from '@libs/ids/typeid';
import type { ArrivedRequest } from '@libs/request-signature/arrived-request';
import { presentedSignature } from '@libs/request-signature/presented-signature';
import { SignatureRefusal } from '@libs/request-signature/signature-refusal';
import { verifySignature } from '@libs/request-signature/verify-signature';
import type { Request } from 'express';
import { AgentIdentityService } from '../agent-identity.service';
import type { SigningKey } from '../agent-identity.service';
import type { VerifiedAgent } from '../verified-agent.types';

/** Which agent signed a request: judged by its bytes, before anything reads the body. */
@Injectable()
export class AgentSignatures {
  constructor(
    private readonly agents: AgentIdentityService,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Undefined where no signature is there. Throws a SignatureRefusal where one is that isn't good. */
  async verify(request: RawBodyRequest<Request>, caller: Caller): Promise<VerifiedAgent | undefined> {
    const presented = presentedSignature(request.rawHeaders);
    if (presented === undefined) return undefined;
    const key = await this.findKey(caller.tenantId, presented.keyId);
    const arrived = this.arrivedRequest(request, caller);
    const signature = verifySignature(presented, arrived, key.verificationKey, this.clock.now().getTime());
    return {
      id: formatId('agent', key.agentId),
      uuid: key.agentId,
      method: key.method,
      keyId: key.keyId,
      keyThumbprint: key.thumbprint,
      assurance: key.method === 'hmac' ? 'medium' : 'high',
      mandate: key.mandate,
      evidence: signature.evidence,
      nonce: { value: signature.nonce, expiresAt: new Date(signature.expiresAtMs) },
    };
  }

  private async findKey(tenantId: TenantId, name: string): Promise<SigningKey> {
    const keyId = parseId('agentkey', name);
    const key = keyId === undefined ? undefined : await this.agents.findSigningKey(tenantId, keyId);
    if (key === undefined) throw new SignatureRefusal('unknown_key', 'There is no such key of an agent.');
    if (key.isRevoked) throw new SignatureRefusal('key_revoked', 'This key of an agent was revoked.');
    return key;
  }

  /** Where it was sent to is what PUBLIC_URL says, whatever the Host header does. */
  private arrivedRequest(request: RawBodyRequest<Request>, { keyDigest }: Caller): ArrivedRequest {
    const { method, originalUrl, rawHeaders, rawBody } = request;
    return {
      method,
      targetUri: this.settings.publicUrl + originalUrl,
      rawHeaders,
      body: rawBody ?? Buffer.alloc(0),
      apiKeyDigest: keyDigest,
    };
  }
}
