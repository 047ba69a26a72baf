import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import type { TenantTx } from '@libs/database/tenant-database';
import { newTraceId } from '@libs/http/trace';
import { SigningKeys } from '@libs/signing-keys/signing-keys';
import type { SigningKey } from '@libs/signing-keys/signing-keys';
import { AuditErasureService } from '../../audit/audit-erasure.service';
import { AuditService } from '../../audit/audit.service';
import { EventsService } from '../../events/events.service';
import { certificateClaims, signedCertificate } from './certificate';
import type { CertificateClaims, ErasedSandbox } from './certificate';
import type { Erasure } from './erasure.entity';
import { toErasureResponse } from './dto/erasure.response';
import { ErasuresRepository } from './erasures.repository';

/** Says that an erasure is done, in the transaction that makes it so: certificate, trail and event, or none of them. */
@Injectable()
export class ErasureCompletion {
  constructor(
    private readonly erasures: ErasuresRepository,
    private readonly entries: AuditErasureService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly signing: SigningKeys,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'publicUrl'>,
  ) {}

  /** Made before the transaction begins: it may have to be made. */
  key(): Promise<SigningKey> {
    return this.signing.current();
  }

  async complete(
    tx: TenantTx,
    erasure: Erasure,
    { key, sandbox }: { readonly key: SigningKey; readonly sandbox: ErasedSandbox | undefined },
  ): Promise<Erasure> {
    const completedAt = this.clock.now();
    const leaves = await this.entries.erasedLeaves(tx, erasure.id);
    const erasedLeaves = { count: leaves.count, digest: leaves.digest.toString('base64') };
    const iss = this.settings.publicUrl;
    const claims = certificateClaims(erasure, { iss, completedAt, sandbox, erasedLeaves });
    const change = {
      ...({ status: 'completed', completedAt, subjectId: null, cursor: null } as const),
      ...{ counts: erasure.counts, certificate: signedCertificate(claims, key) },
    };
    await this.erasures.update(tx, erasure, change);
    const completed: Erasure = { ...erasure, ...change };
    await this.tell(tx, completed, claims);
    return completed;
  }

  /** Nobody is left to be told of a tenant's. */
  private async tell(
    tx: TenantTx,
    erasure: Erasure,
    { scope, kind, counts, erasedLeaves }: CertificateClaims,
  ): Promise<void> {
    await this.audit.append(tx, [
      {
        ...{ action: 'erasure.completed', actor: { type: 'system', id: null } },
        ...{ resource: { type: 'erasure', id: erasure.id }, traceId: newTraceId(), network: null },
        after: { ...(kind === undefined ? { scope } : { subjectKind: kind }), counts, erasedLeaves },
      },
    ]);
    if (scope === 'tenant') return;
    const data = toErasureResponse(erasure);
    await this.events.publish(tx, [{ type: 'erasure.completed', resourceId: erasure.id, data }]);
  }
}
