import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Recent } from '@libs/rate-limit/recent';
import { KeyRing } from '@libs/secrets/key-ring';
import type { SecretPurpose } from '@libs/secrets/key-ring';
import { privateKeyOf, publicBytesOf, secretText } from '@libs/webhook-signature/webhook-keys';
import type { SigningKeys } from '@libs/webhook-signature/webhook-keys';
import type { WebhookSecret } from './webhook-secret.entity';

const SALT_BYTES = 32;
const MAX_CACHED = 10_000;

export type SecretIdentity = Pick<WebhookSecret, 'tenantId' | 'endpointId' | 'version'>;

/** The only moment at which `secret` is known: `whsec_…`. */
export interface IssuedSecret {
  readonly row: WebhookSecret;
  readonly secret: string;
}

/**
 * The keys of secrets, made of their rows. Both keys of a version are derived from a master key and the salt in its
 * row, for two purposes, so that whoever holds the HMAC secret can't make the other.
 */
@Injectable()
export class WebhookKeys {
  /** What was derived lately. It never leaves the process. */
  private readonly derived = new Recent<SigningKeys>(MAX_CACHED);

  constructor(private readonly keyRing: KeyRing) {}

  /** A new one, with the newest master key. */
  make(identity: SecretIdentity, createdAt: Date): IssuedSecret {
    const salt = randomBytes(SALT_BYTES);
    const hmac = this.keyRing.create(purposeOf(identity, 'hmac'), salt);
    const seed = this.keyRing.create(purposeOf(identity, 'ed25519'), salt);
    const row: WebhookSecret = {
      ...identity,
      ...{ kid: hmac.recipe.kid, salt, hmacDigest: hmac.recipe.digest, ed25519Digest: seed.recipe.digest },
      publicKey: publicBytesOf(privateKeyOf(seed.secret)),
      ...{ createdAt, expiresAt: null, rotationToldAt: null },
    };
    return { row, secret: secretText(hmac.secret) };
  }

  /** What these versions sign with, in their order. Throws a KeyRingError without the right master key. */
  signingKeys(rows: readonly WebhookSecret[]): SigningKeys[] {
    return rows.map((row) => {
      const keys = this.derived.get(nameOf(row)) ?? this.derive(row);
      this.derived.set(nameOf(row), keys);
      return keys;
    });
  }

  private derive(row: WebhookSecret): SigningKeys {
    const { kid, salt } = row;
    const seed = this.keyRing.derive(purposeOf(row, 'ed25519'), { kid, salt, digest: row.ed25519Digest });
    return {
      hmac: this.keyRing.derive(purposeOf(row, 'hmac'), { kid, salt, digest: row.hmacDigest }),
      ed25519: privateKeyOf(seed),
    };
  }
}

function purposeOf(
  { tenantId, endpointId, version }: SecretIdentity,
  key: 'hmac' | 'ed25519',
): SecretPurpose {
  return { purpose: `webhook-${key}`, tenantId, owner: endpointId, version };
}

/** By what was checked when they were derived. */
function nameOf({ hmacDigest, ed25519Digest }: WebhookSecret): string {
  return Buffer.concat([hmacDigest, ed25519Digest]).toString('base64');
}
