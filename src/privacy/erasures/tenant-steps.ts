import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { SLICE_ROWS } from '@libs/erasure/erased-slice';
import type { ErasedSlice } from '@libs/erasure/erased-slice';
import { eraseTenantRows } from '@libs/erasure/tenant-rows';
import { AgentIdentityErasureService } from '../../agent-identity/agent-identity-erasure.service';
import { AuditErasureService } from '../../audit/audit-erasure.service';
import { AuthErasureService } from '../../auth/auth-erasure.service';
import { EvaluationErasureService } from '../../evaluation/evaluation-erasure.service';
import { EventsErasureService } from '../../events/events-erasure.service';
import { IdempotencyErasureService } from '../../idempotency/idempotency-erasure.service';
import { TenantsErasureService } from '../../tenants/tenants-erasure.service';
import { WebhooksErasureService } from '../../webhooks/webhooks-erasure.service';
import { startOf } from './erasure-progress';
import type { ErasureStep } from './erasure-step';
import type { Erasure } from './erasure.entity';

const EXPORT_TABLES = ['export_pieces', 'exports'];

/** What is erased of a tenant, in this order: first of all it is shut. */
@Injectable()
export class TenantSteps {
  readonly all: readonly ErasureStep[];

  constructor(
    private readonly tenants: TenantsErasureService,
    private readonly audit: AuditErasureService,
    auth: AuthErasureService,
    agents: AgentIdentityErasureService,
    webhooks: WebhooksErasureService,
    events: EventsErasureService,
    evaluations: EvaluationErasureService,
    idempotency: IdempotencyErasureService,
  ) {
    const doors = [auth, agents, webhooks, events, evaluations, idempotency];
    this.all = [
      { slice: (tx) => this.shut(tx) },
      ...[...doors.flatMap(({ tables }) => tables), ...EXPORT_TABLES].map(deletionOf),
      { slice: (tx, erasure, after) => this.audit.eraseAll(tx, erasure.id, after ?? startOf(erasure)) },
    ];
  }

  private async shut(tx: TenantTx): Promise<ErasedSlice> {
    await this.tenants.suspend(tx);
    return { counts: {}, next: undefined };
  }
}

function deletionOf(table: string): ErasureStep {
  return {
    slice: async (tx: TenantTx, { id }: Erasure) => {
      const erased = await eraseTenantRows(tx, id, table);
      return { counts: { [nameOf(table)]: erased }, next: erased < SLICE_ROWS ? undefined : 'more' };
    },
  };
}

/** As the counts of subjects are named. */
function nameOf(table: string): string {
  return table.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
