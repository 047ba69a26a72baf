import { createHash, hkdfSync, timingSafeEqual } from 'node:crypto';

const KEY_BYTES = 32;
const SALT_BYTES = 32;
const KID_FORM = /^[A-Za-z0-9._-]{1,32}$/;

/** What a derived secret is for. Two secrets that differ in any field share no bytes. */
export interface SecretPurpose {
  readonly purpose: string;
  readonly tenantId: string;
  /** The thing it belongs to, for example an endpoint's id; the tenant's own id where there is no narrower one. */
  readonly owner: string;
  readonly version: number;
}

/** How to make a secret again: kept in the row instead of the secret. */
export interface SecretRecipe {
  readonly kid: string;
  readonly salt: Buffer;
  /** SHA-256 of the secret, checked at every derivation. */
  readonly digest: Buffer;
  /** Of a secret that has outlived its master key: what is derived, XORed with it, is the secret. */
  readonly mask?: Buffer | null;
}

export class KeyRingError extends Error {
  override readonly name = 'KeyRingError';
}

/**
 * The master keys. Secrets that have to be used again are derived from them (HKDF-SHA-256, RFC 5869)
 * with a salt kept in the row, so that neither the row nor a dump of it holds the secret.
 */
export class KeyRing {
  private constructor(private readonly keys: ReadonlyMap<string, Buffer>) {}

  /** Reads `kid:base64,…`, newest first; each key 32 bytes. Throws a KeyRingError that never holds a key. */
  static parse(text: string): KeyRing {
    const keys = new Map<string, Buffer>();
    for (const entry of text.split(',').map((part) => part.trim())) {
      const colon = entry.indexOf(':');
      const kid = entry.slice(0, Math.max(colon, 0));
      const key = Buffer.from(entry.slice(colon + 1), 'base64');
      if (!KID_FORM.test(kid) || key.length !== KEY_BYTES) {
        throw new KeyRingError(
          'TRUSTFLOW_MASTER_KEYS: expected kid:base64 of 32 bytes, newest first, separated by commas',
        );
      }
      if (keys.has(kid)) throw new KeyRingError(`TRUSTFLOW_MASTER_KEYS: the key id ${kid} is there twice`);
      keys.set(kid, key);
    }
    return new KeyRing(keys);
  }

  get kids(): readonly string[] {
    return [...this.keys.keys()];
  }

  /** A value that tells a wrong master key from the right one and says nothing else about it. */
  canary(kid: string): Buffer {
    return sha256(this.expand(kid, Buffer.alloc(0), 'canary'));
  }

  /** Derives a new secret with the newest key. The caller makes the salt: 32 random bytes. */
  create(purpose: SecretPurpose, salt: Buffer): { secret: Buffer; recipe: SecretRecipe } {
    const [kid] = this.kids;
    if (kid === undefined || salt.length !== SALT_BYTES)
      throw new KeyRingError('a secret needs a key and a salt of 32 bytes');
    const secret = this.expand(kid, salt, infoOf(purpose));
    return { secret, recipe: { kid, salt, digest: sha256(secret) } };
  }

  /** Derives a secret again. Throws where the master key is gone or isn't the one it was made with. */
  derive(purpose: SecretPurpose, recipe: SecretRecipe): Buffer {
    const derived = this.expand(recipe.kid, recipe.salt, infoOf(purpose));
    const secret = recipe.mask == null ? derived : xor(derived, recipe.mask);
    if (!timingSafeEqual(sha256(secret), recipe.digest)) {
      throw new KeyRingError(`the master key ${recipe.kid} is not the one that this secret was made with`);
    }
    return secret;
  }

  /**
   * Another recipe for the same secret, with the newest key: for one that can't change when its master key goes. The
   * caller makes a new salt, so that what is derived hides the secret in the mask as a one-time pad does.
   */
  renew(purpose: SecretPurpose, recipe: SecretRecipe, salt: Buffer): SecretRecipe {
    const secret = this.derive(purpose, recipe);
    const { secret: pad, recipe: renewed } = this.create(purpose, salt);
    return { ...renewed, digest: recipe.digest, mask: xor(pad, secret) };
  }

  private expand(kid: string, salt: Buffer, info: string): Buffer {
    const key = this.keys.get(kid);
    if (key === undefined) throw new KeyRingError(`the master key ${kid} is not loaded`);
    return Buffer.from(hkdfSync('sha256', key, salt, info, KEY_BYTES));
  }
}

/** JSON of an array is unambiguous: no two purposes share a text, whatever their fields hold. */
function infoOf({ purpose, tenantId, owner, version }: SecretPurpose): string {
  return JSON.stringify(['trustflow-secret-v1', purpose, tenantId, owner, version]);
}

function xor(one: Buffer, other: Buffer): Buffer {
  return Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)));
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
