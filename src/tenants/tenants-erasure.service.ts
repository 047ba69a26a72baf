import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { TenantTx } from '@libs/database/tenant-database';
import { toTenantId } from '@libs/database/tenant-id';
import type { TenantId } from '@libs/database/tenant-id';
import { ERASED } from '@libs/identifier-words/identifier-words';
import { KeyRing } from '@libs/secrets/key-ring';
import { ErasedTenantsRepository } from './erased-tenants.repository';
import { fingerprintPurpose } from './fingerprint-purpose';
import type { Mode } from './tenants.types';

/** A tenant as an erasure looks at it. */
export interface ErasableTenant {
  readonly name: string;
  readonly mode: Mode;
  readonly siblingId: TenantId;
}

@Injectable()
export class TenantsErasureService {
  constructor(
    private readonly tenants: ErasedTenantsRepository,
    private readonly keyRing: KeyRing,
    private readonly clock: Clock,
  ) {}

  async find(tx: TenantTx): Promise<ErasableTenant> {
    const row = await this.tenants.find(tx);
    if (row === null) throw new Error('a tenant that erases something is there');
    return { name: row.name, mode: row.mode, siblingId: toTenantId(row.siblingId) };
  }

  /** No key of it opens anything from the commit on. */
  suspend(tx: TenantTx): Promise<void> {
    return this.tenants.suspend(tx, this.clock.now());
  }

  /**
   * Leaves a row that says that there was a tenant, and no more. It gets another fingerprint key: the former one can't
   * be made again by anybody, and so fingerprints that backups hold stand for nobody.
   */
  bury(tx: TenantTx): Promise<void> {
    const { recipe } = this.keyRing.create(fingerprintPurpose(tx.tenantId), randomBytes(32));
    const { kid, salt, digest } = recipe;
    return this.tenants.bury(tx, ERASED, {
      ...{ fingerprintKid: kid, fingerprintSalt: salt, fingerprintDigest: digest },
      fingerprintMask: null,
    });
  }
}
