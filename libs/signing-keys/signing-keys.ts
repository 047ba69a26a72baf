import { randomBytes, sign } from 'node:crypto';
import type { KeyRing, SecretPurpose } from '@libs/secrets/key-ring';
import { privateKeyOf, publicBytesOf } from '@libs/webhook-signature/webhook-keys';
// eslint-disable-next-line no-restricted-imports -- its table is of no tenant
import type { DataSource } from 'typeorm';
import { thumbprintOf } from './signing-jwk';
import { SigningKeyRow } from './signing-key.entity';

const PURPOSE: SecretPurpose = { purpose: 'signing', tenantId: 'trustflow', owner: 'trustflow', version: 1 };
const SALT_BYTES = 32;

/** An Ed25519 key in 32 bytes (RFC 8032), and its id: the thumbprint of RFC 7638. */
export interface PublicSigningKey {
  readonly kid: string;
  readonly publicKey: Buffer;
}

export interface SigningKey extends PublicSigningKey {
  readonly sign: (message: Uint8Array) => Buffer;
}

/**
 * What the service signs checkpoints and certificates with: one Ed25519 key for each master key, derived from it and
 * never stored. A newer master key brings a newer signing key, and the older one is needed no more; its public half
 * stays, so that what it signed can be checked for ever.
 */
export class SigningKeys {
  private made: Promise<SigningKey> | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly keyRing: KeyRing,
  ) {}

  /** That of the newest master key. Throws a KeyRingError where the master key isn't the one it was made with. */
  current(): Promise<SigningKey> {
    this.made ??= this.make().catch((error: unknown) => {
      this.made = undefined;
      throw error;
    });
    return this.made;
  }

  /** All there ever were, newest first. */
  async all(): Promise<PublicSigningKey[]> {
    // The key that will sign next is known before it does.
    await this.current();
    return this.dataSource.manager.find(SigningKeyRow, { order: { createdAt: 'DESC', kid: 'ASC' } });
  }

  private async make(): Promise<SigningKey> {
    const [masterKid] = this.keyRing.kids;
    if (masterKid === undefined) throw new Error('there is a master key');
    const row = (await this.find(masterKid)) ?? (await this.create(masterKid));
    const { kid, salt, digest, publicKey } = row;
    const privateKey = privateKeyOf(this.keyRing.derive(PURPOSE, { kid: masterKid, salt, digest }));
    return { kid, publicKey, sign: (message) => sign(null, message, privateKey) };
  }

  /** Of processes that start together the first one's stays. */
  private async create(masterKid: string): Promise<SigningKeyRow> {
    const { secret, recipe } = this.keyRing.create(PURPOSE, randomBytes(SALT_BYTES));
    const publicKey = publicBytesOf(privateKeyOf(secret));
    const { salt, digest } = recipe;
    await this.dataSource
      .createQueryBuilder()
      .insert()
      .into(SigningKeyRow)
      .values({ kid: thumbprintOf(publicKey), masterKid, salt, digest, publicKey })
      .orIgnore()
      .execute();
    const row = await this.find(masterKid);
    if (row === null) throw new Error('a signing key that was written is there');
    return row;
  }

  private find(masterKid: string): Promise<SigningKeyRow | null> {
    return this.dataSource.manager.findOneBy(SigningKeyRow, { masterKid });
  }
}
