import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { sqlStateOf, tableOf } from '@libs/database/database-error';
import type { TenantTx } from '@libs/database/tenant-database';
import { newUuid } from '@libs/ids/typeid';
import { UnreadableKeyError, WeakKeyError } from '@libs/request-signature/key-errors';
import { readPublicKey } from '@libs/request-signature/public-key';
import type { AgentKey } from './agent-key.entity';
import { AgentSecrets } from './agent-secrets';
import type { IssuedAgentKey } from './agent-view';
import type { Agent } from './agent.entity';
import { tooManyKeys, tooManyKeysEver, unreadableKey, weakKey } from './agent.problems';
import { AgentsRepository } from './agents.repository';

/** Of an agent, not revoked. */
const MAX_KEYS = 10;
/** Of an agent in its life. */
const MAX_KEYS_EVER = 100;
const UNIQUE_VIOLATION = '23505';

/** The keys of agents. Of an agent that is locked. */
@Injectable()
export class AgentKeys {
  constructor(
    private readonly agents: AgentsRepository,
    private readonly secrets: AgentSecrets,
    private readonly clock: Clock,
  ) {}

  /** `publicKey` fits the agent's method, and is unread. Throws a Problem of 422 or 409. */
  async add(tx: TenantTx, agent: Agent, publicKey: unknown): Promise<IssuedAgentKey> {
    const keys = await this.agents.keysOf(tx, [agent.id]);
    if (keys.length >= MAX_KEYS_EVER) throw tooManyKeysEver(MAX_KEYS_EVER);
    if (keys.filter(({ revokedAt }) => revokedAt === null).length >= MAX_KEYS) throw tooManyKeys(MAX_KEYS);
    const issued = this.make(agent, publicKey);
    await this.insert(tx, issued.key);
    return issued;
  }

  async revokeAll(tx: TenantTx, agent: Agent): Promise<void> {
    await this.revoke(tx, await this.agents.keysOf(tx, [agent.id]));
  }

  async revoke(tx: TenantTx, keys: readonly AgentKey[]): Promise<void> {
    await this.agents.revokeKeys(
      tx,
      keys.map(({ id }) => id),
      this.clock.now(),
    );
  }

  private make({ tenantId, id: agentId, method }: Agent, publicKey: unknown): IssuedAgentKey {
    const createdAt = this.clock.now();
    const identity = { tenantId, id: newUuid(createdAt.getTime()) };
    const common = { ...identity, agentId, method, createdAt, revokedAt: null };
    if (method === 'hmac') {
      const { secret, ...recipe } = this.secrets.make(identity);
      return { key: { ...common, ...recipe, jwk: null }, secret };
    }
    return { key: { ...common, ...readable(method, publicKey), kid: null, salt: null }, secret: undefined };
  }

  private async insert(tx: TenantTx, key: AgentKey): Promise<void> {
    try {
      await this.agents.insertKey(tx, key);
    } catch (error) {
      if (sqlStateOf(error) !== UNIQUE_VIOLATION || tableOf(error) !== 'agent_keys') throw error;
      throw weakKey('This key was registered before: one key is of one agent, once.');
    }
  }
}

function readable(method: 'ed25519' | 'jws', publicKey: unknown): Pick<AgentKey, 'jwk' | 'thumbprint'> {
  try {
    return readPublicKey(method, publicKey);
  } catch (error) {
    if (error instanceof WeakKeyError) throw weakKey(error.message);
    if (error instanceof UnreadableKeyError) throw unreadableKey(error.message);
    throw error;
  }
}
