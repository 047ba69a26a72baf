import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';

@Injectable()
export class KeyExposuresRepository {
  /** Whether it is time to tell of the key again: of many who ask at once, one is told yes. */
  async take(tx: TenantTx, keyId: string, now: Date): Promise<boolean> {
    const taken = await tx.query({
      name: 'take-key-exposure',
      text: `insert into key_exposures (tenant_id, key_id, told_at) values ($1, $2, $3)
             on conflict (tenant_id, key_id) do update set told_at = excluded.told_at
               where key_exposures.told_at <= excluded.told_at - interval '1 hour'
             returning key_id`,
      values: [tx.tenantId, keyId, now],
    });
    return taken.length > 0;
  }
}
