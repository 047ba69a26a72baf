import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KeyRing } from '@libs/secrets/key-ring';
import type { SecretPurpose } from '@libs/secrets/key-ring';
import type { AgentKey } from './agent-key.entity';

const SALT_BYTES = 32;
const PREFIX = 'tfas_';

type KeyIdentity = Pick<AgentKey, 'tenantId' | 'id'>;

export interface MadeSecret extends Pick<AgentKey, 'kid' | 'salt' | 'thumbprint'> {
  /** `tfas_…`: this is the only moment at which it is known. */
  readonly secret: string;
}

/** HMAC secrets of agents, made of their rows: none is kept. */
@Injectable()
export class AgentSecrets {
  constructor(private readonly keyRing: KeyRing) {}

  /** A new one, with the newest master key. */
  make(identity: KeyIdentity): MadeSecret {
    const salt = randomBytes(SALT_BYTES);
    const { secret, recipe } = this.keyRing.create(purposeOf(identity), salt);
    return {
      ...{ kid: recipe.kid, salt, thumbprint: recipe.digest.toString('base64url') },
      secret: PREFIX + secret.toString('base64url'),
    };
  }

  /** Throws a KeyRingError without the right master key. */
  derive(key: KeyIdentity & Pick<AgentKey, 'kid' | 'salt' | 'thumbprint'>): Buffer {
    const { kid, salt, thumbprint } = key;
    if (kid === null || salt === null) throw new Error('the key of an HMAC has a recipe');
    return this.keyRing.derive(purposeOf(key), { kid, salt, digest: Buffer.from(thumbprint, 'base64url') });
  }
}

function purposeOf({ tenantId, id }: KeyIdentity): SecretPurpose {
  return { purpose: 'agent-hmac', tenantId, owner: id, version: 1 };
}
