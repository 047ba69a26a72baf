import { Injectable } from '@nestjs/common';
import { ChangeListener } from '@libs/database/change-listener';
import type { TenantStatements } from '@libs/database/statement';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { TrustedCache } from '@libs/database/trusted-cache';
import { toVerificationKey } from '@libs/request-signature/public-key';
import type { AgentMethod, VerificationKey } from '@libs/request-signature/verification-key';
import type { Mandate } from './agent-identity.types';
import type { AgentKey } from './agents/agent-key.entity';
import { AgentSecrets } from './agents/agent-secrets';
import type { Agent } from './agents/agent.entity';
import { AgentsRepository } from './agents/agents.repository';
import { toMandate } from './agents/stored-mandate';
import { AgentNoncesRepository } from './signatures/agent-nonces.repository';
import type { NonceUse } from './verified-agent.types';

const MAX_CACHED = 10_000;

/** A key that may have signed. */
export interface SigningKey {
  readonly tenantId: TenantId;
  readonly agentId: string;
  readonly keyId: string;
  readonly method: AgentMethod;
  readonly verificationKey: VerificationKey;
  readonly thumbprint: string;
  /** The key, or its agent. */
  readonly isRevoked: boolean;
  readonly mandate: Mandate | null;
}

/** What others ask of agents. */
@Injectable()
export class AgentIdentityService {
  private readonly cache: TrustedCache<SigningKey>;

  constructor(
    private readonly database: TenantDatabase,
    private readonly agents: AgentsRepository,
    private readonly secrets: AgentSecrets,
    private readonly nonces: AgentNoncesRepository,
    listener: ChangeListener,
  ) {
    this.cache = new TrustedCache(listener, {
      tables: ['agents', 'agent_keys'],
      maxEntries: MAX_CACHED,
      tenantIdOf: ({ tenantId }) => tenantId,
    });
  }

  /** Undefined where the tenant has none of this id. What changes is known within a second. */
  findSigningKey(tenantId: TenantId, keyId: string): Promise<SigningKey | undefined> {
    return this.cache.get(`${tenantId}:${keyId}`, () => this.load(tenantId, keyId));
  }

  /** See `AgentNoncesRepository.take`. */
  takeNonces(tx: TenantStatements, uses: readonly NonceUse[]): Promise<ReadonlySet<string>> {
    return this.nonces.take(tx, uses);
  }

  private load(tenantId: TenantId, keyId: string): Promise<SigningKey | undefined> {
    return this.database.run(tenantId, async (tx) => {
      const key = await this.agents.findKey(tx, keyId);
      const agent = key && (await this.agents.find(tx, key.agentId));
      return key && agent ? this.signingKey(tenantId, key, agent) : undefined;
    });
  }

  private signingKey(tenantId: TenantId, key: AgentKey, agent: Agent): SigningKey {
    const { id: keyId, method, thumbprint } = key;
    return {
      ...{ tenantId, agentId: agent.id, keyId, method, thumbprint },
      verificationKey: this.verificationKey(key),
      isRevoked: key.revokedAt !== null || agent.revokedAt !== null,
      mandate: toMandate(agent.mandate),
    };
  }

  private verificationKey(key: AgentKey): VerificationKey {
    const { method, jwk } = key;
    if (method === 'hmac') return { method, secret: this.secrets.derive(key) };
    if (jwk === null) throw new Error('a public key is kept');
    return toVerificationKey(method, jwk);
  }
}
