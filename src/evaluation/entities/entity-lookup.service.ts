import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { canonicalIp } from '@libs/ip-address/canonical-ip';
import { Problem } from '@libs/http/problem';
import { ProfilesRepository } from '../profiles.repository';
import { toEntityResponse } from './entity.response';
import type { EntityResponse } from './entity.response';
import type { LookUpEntityDto } from './look-up-entity.dto';
import { mostUsedCurrency } from './most-used-currency';

/** What is known of whom. */
@Injectable()
export class EntityLookupService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly profiles: ProfilesRepository,
    private readonly clock: Clock,
  ) {}

  /** Throws a Problem of 404 where nothing is. */
  async lookUp(tenantId: TenantId, { kind, id, currency }: LookUpEntityDto): Promise<EntityResponse> {
    const key = { kind, id: kind === 'ip' ? (canonicalIp(id) ?? id) : id };
    const [known] = await this.database.run(tenantId, (tx) => this.profiles.find(tx, [key]));
    if (known === undefined) throw new Problem('not_found', `Nothing is known of this ${kind}.`);
    const shown = currency ?? mostUsedCurrency(known.profile);
    return toEntityResponse({ ...known, currency: shown, now: this.clock.now() });
  }
}
